namespace Gateway.LoadTests.Profiling;

/// <summary>A part of the work for a request, in the order in which a request meets them; what serves all of them comes last.</summary>
internal enum Step
{
    KernelReceiving,
    KernelWaiting,
    Sockets,
    OpenSsl,
    SslStream,
    KestrelRequestHead,
    KestrelRest,
    Metrics,
    GatewayCanonicalRequest,
    Routing,
    GatewayPipeline,
    GatewayAuthentication,
    GatewayAuthorization,
    GatewayLimits,
    GatewayHeaders,
    GatewayForwarding,
    Yarp,
    HttpClient,
    KestrelResponse,
    KernelSending,
    GatewayOther,
    KernelOther,
    RuntimeMemory,
    RuntimeCompiler,
    RuntimeStubs,
    RuntimeRest,
}

internal static class StepTitles
{
    public static string Title(this Step step) => step switch
    {
        Step.KernelReceiving => "kernel: receiving",
        Step.KernelWaiting => "kernel: waiting and waking (epoll, locks, scheduling)",
        Step.Sockets => "sockets, both sides",
        Step.OpenSsl => "TLS: OpenSSL",
        Step.SslStream => "TLS: `SslStream`",
        Step.KestrelRequestHead => "Kestrel: reading and parsing the request's head",
        Step.KestrelRest => "Kestrel: connections, pipes, contexts",
        Step.Metrics => "metrics (ASP.NET Core's hosting, OpenTelemetry)",
        Step.GatewayCanonicalRequest => "**gateway**: canonical request",
        Step.Routing => "routing, endpoint middleware",
        Step.GatewayPipeline => "**gateway**: pipeline",
        Step.GatewayAuthentication => "**gateway**: authentication, identity headers",
        Step.GatewayAuthorization => "**gateway**: authorization",
        Step.GatewayLimits => "**gateway**: limits, Redis",
        Step.GatewayHeaders => "**gateway**: CORS, security headers",
        Step.GatewayForwarding => "**gateway**: forwarding",
        Step.Yarp => "YARP",
        Step.HttpClient => "HTTP client",
        Step.KestrelResponse => "Kestrel: response head and body",
        Step.KernelSending => "kernel: sending",
        Step.GatewayOther => "**gateway**: everything else",
        Step.KernelOther => "kernel: everything else",
        Step.RuntimeMemory => "runtime: allocation, garbage collection",
        Step.RuntimeCompiler => "runtime: just-in-time compiler",
        Step.RuntimeStubs => "runtime: dispatch stubs, write barriers",
        Step.RuntimeRest => "runtime: thread pool, base library",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no such step"),
    };
}
