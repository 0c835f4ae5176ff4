package carillon.api;

import carillon.cluster.LocalMember;
import carillon.platform.Tenant;
import carillon.run.RunLogs;
import carillon.run.Runs;
import carillon.run.UnknownRunException;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code GET /runs/{id}/log?follow=true}. A filter, because what JAX-RS writes holds a thread until its reader has taken it:
 * here a reader that takes nothing holds none.
 */
@WebFilter(urlPatterns = "/api/v1/runs/*", asyncSupported = true)
public class LogFollowFilter implements Filter {

    private static final Pattern LOG = Pattern.compile(".*/api/v1/runs/([0-9a-fA-F-]{36})/log");
    private static final Set<String> PARAMETERS = Set.of("follow", "tail", "offset");

    @Inject
    private LocalMember member;

    @Inject
    private Runs runs;

    @Inject
    private RunLogs logs;

    @Inject
    private LogFollowers followers;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        Matcher path = LOG.matcher(asked.getRequestURI());
        if (!asked.getMethod().equals("GET") || !"true".equals(asked.getParameter("follow")) || !path.matches()) {
            chain.doFilter(request, response);
            return;
        }
        try {
            follow(asked, (HttpServletResponse) response, path.group(1));
        } catch (RuntimeException e) {
            refuse(asked, (HttpServletResponse) response, e);
        }
    }

    private void follow(HttpServletRequest request, HttpServletResponse response, String id) throws IOException {
        if (!member.hasRole("api")) {
            throw new NoApiRoleException(member.roles());
        }
        LogQuery.Start start = query(request).start();
        UUID run = UUID.fromString(id);
        if (runs.find(Tenant.DEFAULT, run).isEmpty()) {
            throw new UnknownRunException(run);
        }
        followers.requireRoom();
        long from = start.lines() > 0 ? logs.startOfLast(run, start.lines()) : start.offset();
        response.setHeader(RequestIdFilter.HEADER, RequestIdFilter.of(request));
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("text/plain;charset=UTF-8");
        response.flushBuffer();
        AsyncContext context = request.startAsync(request, response);
        followers.follow(context, run, from);
    }

    private static LogQuery query(HttpServletRequest request) {
        FieldErrors errors = new FieldErrors();
        request.getParameterMap()
                .forEach((name, values) -> QueryGuard.check(name, Arrays.asList(values), PARAMETERS, errors));
        errors.requireNone();
        LogQuery query = new LogQuery();
        query.follow = request.getParameter("follow");
        query.tail = request.getParameter("tail");
        query.offset = request.getParameter("offset");
        return query;
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, RuntimeException failure)
            throws IOException {
        Problem problem = Failures.problem(failure);
        if (problem.status() == ProblemType.INTERNAL_ERROR.status()) {
            throw failure;
        }
        String requestId = RequestIdFilter.of(request);
        response.setStatus(problem.status());
        response.setHeader(RequestIdFilter.HEADER, requestId);
        if (problem.status() == 429 || problem.status() == 503) {
            response.setHeader("Retry-After", "1");
        }
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream()
                .write(problem.toJson(request.getRequestURI(), requestId).getBytes(StandardCharsets.UTF_8));
    }
}
