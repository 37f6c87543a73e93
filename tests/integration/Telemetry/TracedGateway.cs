using Gateway.IntegrationTests.Support;
using Gateway.IntegrationTests.Telemetry.Otlp;
using Gateway.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>Traces of one gateway would catch the spans of every other in the process: these tests run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TracingTests
{
    public const string Name = "Tracing";
}

/// <summary>A gateway that exports to a receiver of the test's.</summary>
internal sealed class TracedGateway : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private TracedGateway(RecordingBackend backend, OtlpReceiver receiver) => (Backend, Receiver) = (backend, receiver);

    public RecordingBackend Backend { get; }

    public OtlpReceiver Receiver { get; }

    public RunningGateway Gateway { get; private set; } = null!;

    public static async Task<TracedGateway> StartAsync(Action<TestConfiguration>? configure = null, params (string Name, string Value)[] variables)
    {
        var traced = new TracedGateway(RecordingBackend.Start(), await OtlpReceiver.StartAsync());
        using var pki = new TestPki();
        var configuration = new TestConfiguration(traced._folder, pki).Cluster(traced.Backend.Address).Route("items", "/items/{id}");
        configure?.Invoke(configuration);
        var settings = new TelemetrySettings(
            Variables([("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{traced.Receiver.Port}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), .. variables]),
            isScraped: true);
        traced.Gateway = await RunningGateway.StartAsync(
            configuration, customize: services => services.Replace(ServiceDescriptor.Singleton(settings)));
        return traced;
    }

    public static IConfiguration Variables(params (string Name, string Value)[] variables) =>
        new ConfigurationBuilder().AddInMemoryCollection(variables.Select(static v => KeyValuePair.Create(v.Name, (string?)v.Value))).Build();

    /// <summary>One request over a connection of its own.</summary>
    public async Task<int> GetAsync(string target, params (string Name, string Value)[] headers)
    {
        await using var http = await Gateway.Http1Async();
        return (await http.GetAsync(target, "localhost", headers)).Status;
    }

    /// <summary>Stops the gateway as a signal does: requests end, then what is queued is sent. An answer may arrive before its span has ended.</summary>
    public Task StopAsync() => Gateway.Services.GetRequiredService<IHost>().StopAsync();

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Receiver.DisposeAsync();
        await Backend.DisposeAsync();
        _folder.Dispose();
    }
}
