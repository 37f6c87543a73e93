using Gateway.IntegrationTests.Support;
using Gateway.IntegrationTests.Telemetry;
using Gateway.Policies.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Drills;

/// <summary>A gateway with a route whose backend, or whatever else the drill is about, fails, and one beside it that is well.</summary>
internal sealed class DrillSite : IAsyncDisposable
{
    private static readonly string[] Secrets = ["127.0.0.1", "secret", "Exception", "refused", "socket", "yarp", "certificate", "invalid", " at "];

    // A stage for the drill that breaks one.
    private const string Policies = """
        { "Authentication": { "Anonymous": { "Reason": "a drill" } }, "RateLimit": { "many": { "By": ["Address"], "Permits": 1000000, "Window": "1s" } } }
        """;

    private readonly int _health = RedisServer.FreePort();
    private readonly RecordingBackend _well = RecordingBackend.Start();
    private readonly RecordingLogs _logs = new();

    /// <summary>What has come to the backend that is well.</summary>
    public IReadOnlyList<RecordedRequest> Arrived => _well.Requests;

    public TempFolder Folder { get; } = new();

    public TestPki Pki { get; } = new();

    /// <summary>Stands unless the drill moves it.</summary>
    public FakeClock Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public RunningGateway Gateway { get; private set; } = null!;

    public Bystander Beside { get; private set; } = null!;

    /// <param name="failing">The address of the backend behind /failing, which has a second for an answer.</param>
    /// <param name="cluster">More members of its cluster.</param>
    /// <param name="configure">Adds to the configuration.</param>
    /// <param name="customize">Replaces services.</param>
    public static async Task<DrillSite> StartAsync(
        string failing, string cluster = "{}", Action<TestConfiguration>? configure = null, Action<IServiceCollection>? customize = null)
    {
        var site = new DrillSite();
        // A clock that begins at 0 has no time to measure from.
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        site.Gateway = await RunningGateway.StartAsync(site.Configuration(failing, cluster, configure), site.Clock, services =>
        {
            services.AddSingleton<ILoggerProvider>(site._logs);
            customize?.Invoke(services);
        });
        site.Beside = await Bystander.StartAsync(site.Gateway);
        return site;
    }

    /// <summary>What the site serves; written again, it makes new certificates for the same files.</summary>
    public TestConfiguration Configuration(string failing, string cluster = "{}", Action<TestConfiguration>? configure = null)
    {
        var configuration = new TestConfiguration(Folder, Pki)
            .Gateway($$"""{ "Policies": { "SecurityHeaders": {} }, "Health": { "Address": "127.0.0.1", "Port": {{_health}} } }""")
            .Cluster(_well.Address, "well")
            .Cluster(failing, "failing", cluster)
            .Route("well", "/well/{**rest}", cluster: "well")
            .Route("failing", "/failing/{**rest}", Policies, cluster: "failing", more: """{ "Timeout": "1s" }""");
        configure?.Invoke(configuration);
        return configuration;
    }

    /// <summary>The refusal as clients may see it, its event, and the bystander's answers in between.</summary>
    public async Task<SecurityEvent> RefusedAsync(WireAnswer answer, int status, string reason, string policy = "Forwarding", string what = "")
    {
        var seen = Refusals.Check(Gateway, answer, status, policy, reason, what);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        foreach (var secret in Secrets) Assert.DoesNotContain(secret, answer.ToString(), StringComparison.OrdinalIgnoreCase);
        await Beside.GoesOnAsync();
        return seen;
    }

    /// <summary>The sum of a metric's series with that label.</summary>
    public async Task<double> MetricAsync(string family, string label = "", string value = "") =>
        (await Scrape.OfAsync(Gateway)).Where(f => f.Name == family).SelectMany(static f => f.Samples)
            .Where(s => label.Length == 0 || (s.Labels.GetValueOrDefault(label) == value && !s.Name.EndsWith("_bucket", StringComparison.Ordinal) && !s.Name.EndsWith("_sum", StringComparison.Ordinal)))
            .Sum(static s => s.Value);

    /// <summary>How many requests to the failing backend ended so.</summary>
    public Task<double> OutcomesAsync(string outcome) => MetricAsync("gateway_backend_request_duration_seconds", "outcome", outcome);

    /// <summary>The operational log's lines of that level and above.</summary>
    public IReadOnlyList<string> Written(LogLevel level) => _logs.Written(level);

    public async ValueTask DisposeAsync()
    {
        if (Beside is not null) await Beside.DisposeAsync();
        if (Gateway is not null) await Gateway.DisposeAsync();
        await _well.DisposeAsync();
        Pki.Dispose();
        Folder.Dispose();
    }
}
