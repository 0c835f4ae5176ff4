package carillon.handler;

import jakarta.enterprise.inject.spi.Bean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.Function;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ObjectName;

/**
 * One bean in the registry that all applications of a JVM share: an MBean whose one attribute is the function that calls it.
 */
final class OfferedBean implements DynamicMBean {

    private final ObjectName name;
    private final Function<Map<String, Object>, Map<String, Object>> function;

    private OfferedBean(ObjectName name, Function<Map<String, Object>, Map<String, Object>> function) {
        this.name = name;
        this.function = function;
    }

    /**
     * @throws IllegalStateException when the application offers a bean of that name already
     */
    static OfferedBean register(Bean<?> bean, OfferedCalls calls) {
        try {
            OfferedBean offered = new OfferedBean(Crossing.name(bean.getName(), calls.application()), calls.of(bean));
            ManagementFactory.getPlatformMBeanServer().registerMBean(offered, offered.name);
            return offered;
        } catch (JMException e) {
            throw new IllegalStateException("The bean " + bean.getName() + " cannot be offered to Carillon: " + e, e);
        }
    }

    /** Nothing when somebody else has done so. */
    void unregister() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (JMException e) {
            System.getLogger(OfferedBean.class.getName())
                    .log(System.Logger.Level.DEBUG, "event=offer-gone name=" + name, e);
        }
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
        if (!attribute.equals(Crossing.FUNCTION)) {
            throw new AttributeNotFoundException(attribute);
        }
        return function;
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        AttributeList list = new AttributeList();
        for (String attribute : attributes) {
            if (attribute.equals(Crossing.FUNCTION)) {
                list.add(new Attribute(attribute, function));
            }
        }
        return list;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName());
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) {
        throw new UnsupportedOperationException(action);
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo attribute = new MBeanAttributeInfo(
                Crossing.FUNCTION, Function.class.getName(), "Performs an attempt", true, false, false);
        return new MBeanInfo(
                OfferedBean.class.getName(),
                "A bean that Carillon may call",
                new MBeanAttributeInfo[] {attribute},
                null,
                null,
                null);
    }
}
