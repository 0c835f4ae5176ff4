package carillon.handler;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessBean;
import java.util.ArrayList;
import java.util.List;

/**
 * Offers the beans of the application that carries this class to a Carillon on the same server: those that implement
 * {@link JobHandler} and have a name, from the application's start to its end. Carillon itself has no need of it.
 */
public class OfferExtension implements Extension {

    private final List<Bean<?>> found = new ArrayList<>();
    private final List<OfferedBean> offered = new ArrayList<>();

    void find(@Observes ProcessBean<?> event) {
        Bean<?> bean = event.getBean();
        if (bean.getName() != null && bean.getTypes().contains(JobHandler.class)) {
            found.add(bean);
        }
    }

    /** Once for each module of an application that has several: the first time counts. */
    synchronized void offer(@Observes @Initialized(ApplicationScoped.class) Object started, BeanManager beans) {
        if (!offered.isEmpty() || found.isEmpty()) {
            return;
        }
        try {
            OfferedCalls calls = OfferedCalls.ofThisApplication(beans);
            for (Bean<?> bean : found) {
                offered.add(OfferedBean.register(bean, calls));
            }
        } catch (RuntimeException e) {
            // The application is of use without Carillon as well.
            System.getLogger(OfferExtension.class.getName())
                    .log(System.Logger.Level.WARNING, "event=beans-not-offered", e);
        }
    }

    synchronized void takeBack(@Observes @BeforeDestroyed(ApplicationScoped.class) Object stopping) {
        offered.forEach(OfferedBean::unregister);
        offered.clear();
    }

    /** For an application that ends without having started. */
    void takeBack(@Observes BeforeShutdown ending) {
        takeBack((Object) ending);
    }
}
