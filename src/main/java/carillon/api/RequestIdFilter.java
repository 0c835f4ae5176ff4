package carillon.api;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;

/** Gives every request an id, the caller's if it can stand in a log line, and every answer the same. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class RequestIdFilter implements Filter {

    static final String HEADER = "X-Request-Id";
    private static final String ATTRIBUTE = "carillon.request-id";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ((HttpServletResponse) response).setHeader(HEADER, of((HttpServletRequest) request));
        chain.doFilter(request, response);
    }

    /** The id of that request: always the same, whoever asks first. */
    static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String asked = request.getHeader(HEADER);
        String id = asked != null && SANE.matcher(asked).matches()
                ? asked
                : UUID.randomUUID().toString();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }
}
