package carillon.api;

import carillon.platform.Traceparent;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Lets runs that a request makes belong to the request's trace. */
@WebFilter(urlPatterns = "/api/*", asyncSupported = true)
public class TraceFilter implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Traceparent.enter(Traceparent.read(((HttpServletRequest) request).getHeader(Traceparent.HEADER)));
        try {
            chain.doFilter(request, response);
        } finally {
            Traceparent.enter(null);
        }
    }
}
