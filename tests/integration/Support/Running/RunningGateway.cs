using Gateway.Demo;
using Gateway.Hosting;
using Gateway.Hosting.Reload;
using Gateway.Hosting.Tls;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.IntegrationTests.Support;

/// <summary>The real gateway in this process, on real sockets with real TLS, serving a configuration file.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DemoMaterial _demo;

    private RunningGateway(WebApplication app, DemoMaterial demo, RecordingEventSink events, string path)
    {
        ConfigurationPath = path;
        _app = app;
        _demo = demo;
        Events = events;
    }

    public RecordingEventSink Events { get; }

    /// <summary>The file that it serves and watches.</summary>
    public string ConfigurationPath { get; }

    public IServiceProvider Services => _app.Services;

    public int HttpsPort => BoundPort.Of(_app.Urls, Uri.UriSchemeHttps)!.Value;

    public int HttpPort => BoundPort.Of(_app.Urls, Uri.UriSchemeHttp)!.Value;

    /// <exception cref="InvalidOperationException">The configuration is not valid; the message has every finding.</exception>
    public static Task<RunningGateway> StartAsync(
        TestConfiguration configuration, TimeProvider? time = null, Action<IServiceCollection>? customize = null) =>
        StartFileAsync(configuration.Write(), time, customize);

    /// <inheritdoc cref="StartAsync"/>
    public static async Task<RunningGateway> StartFileAsync(
        string path, TimeProvider? time = null, Action<IServiceCollection>? customize = null)
    {
        time ??= TimeProvider.System;
        var demo = new DemoMaterial(time);
        var keys = new ApiKeySets();
        var certificates = new CertificateStore(time);
        var source = new ConfigurationSource(path, GatewayConfigurationLoader.Create(demo, keys, certificates, time), certificates);
        var result = await source.Loader.LoadAsync(path);
        if (result.Configuration is null) throw new InvalidOperationException(string.Join('\n', result.Findings));
        var events = new RecordingEventSink();
        var app = GatewayApplication.Build(result.Configuration, source, time, services =>
        {
            services.AddSingleton(keys);
            services.Replace(ServiceDescriptor.Singleton<IEventSink>(events));
            customize?.Invoke(services);
        });
        await demo.StartAsync();
        await app.StartAsync();
        return new RunningGateway(app, demo, events, path);
    }

    /// <summary>An HTTP/1.1 connection over TLS.</summary>
    public Task<RawHttp1Connection> Http1Async() =>
        RawHttp1Connection.ConnectAsync(HttpsPort, new ClientTls());

    /// <summary>An HTTP/2 connection over TLS.</summary>
    public Task<Http2Connection> Http2Async() => Http2Connection.ConnectAsync(HttpsPort, new ClientTls());

    /// <summary>Stops it as SIGTERM does, drain included.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _demo.DisposeAsync();
    }
}
