using Gateway.Hosting.Tls;
using Gateway.Policies.Authentication.ApiKey.Shared;
using Gateway.Policies.Authentication.Jwt;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.Pipeline;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Hosting.Reload;

/// <summary>
/// A reload is a transaction: (1) load and check, (2) compile, (3) warm up, (4) switch. Whatever fails leaves the old snapshot
/// serving and says why in the log, an event and a metric. Reloads run one after another.
/// </summary>
internal sealed partial class ConfigurationReloader(
    ConfigurationSource source,
    CurrentSnapshot snapshots,
    SnapshotConfigProvider provider,
    ServerCertificates certificates,
    RoutePlanCompiler compiler,
    ITransformBuilder transforms,
    JwtSchemeFactory issuers,
    SharedKeySets keySets,
    RestartSettings restart,
    IEventSink events,
    ReloadMetrics metrics,
    ILogger<ConfigurationReloader> logger) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private volatile ReloadResult? _last;
    private volatile IReadOnlyList<string> _files = [];
    private volatile string? _seen;

    /// <summary>How the last reload ended; null when there was none.</summary>
    public ReloadResult? Last => _last;

    /// <summary>Whether a file has changed since the last load began, whoever asked for it; what changes while it is read is seen by the next look.</summary>
    public bool FilesHaveChanged => Signature() != _seen;

    /// <summary>Takes the files as they are now for loaded.</summary>
    public void NoteFiles() => _seen = Signature();

    /// <summary>Loads the configuration again and switches to it.</summary>
    /// <param name="cause">"file", "signal" or "admin", for the event.</param>
    /// <param name="cancellation">Stops waiting for reloads before this one; one that has begun runs to its end.</param>
    public async Task<ReloadResult> ReloadAsync(string cause, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation);
        try
        {
            var result = await OnThreadOfItsOwnAsync();
            _last = result;
            Report(cause, result);
            return result;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    // A thousand routes take it a tenth of a second and more, and on one processor the pool has a single thread, which requests wait for.
    private async Task<ReloadResult> OnThreadOfItsOwnAsync()
    {
        try
        {
            return await Task.Factory.StartNew(TransactAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        }
        catch (TaskSchedulerException error)
        {
            // Without descriptors or memory there is no new thread. Thrown further, it would stop the process.
            LogFailure(logger, error);
            return Kept(snapshots.Value, [], $"no thread could be started: {error.InnerException?.Message}");
        }
    }

    private async Task<ReloadResult> TransactAsync()
    {
        var before = snapshots.Value;
        IReadOnlyList<ConfigError> findings = [];
        try
        {
            NoteFiles();
            var loaded = await source.Loader.LoadAsync(source.Path);
            findings = loaded.Findings;
            _files = loaded.Files;
            if (loaded.Configuration is not { } configuration) return Kept(before, findings, "the configuration is not valid");

            findings = [.. findings, .. restart.Waiting(configuration)];
            var snapshot = compiler.Compile(configuration, before.Generation + 1);
            WarmUp(snapshot);
            var failure = await provider.SwitchAsync(snapshot);
            if (failure is not null) return Kept(before, findings, $"it could not be applied: {failure.Message}");

            certificates.Use(source.Certificates.For(configuration.File.Gateway.Https), configuration.File.Gateway.Https.MinimumTlsVersion);
            issuers.Retain(configuration.File.Gateway);
            keySets.Retain(configuration.File.Gateway);
            return new(true, snapshot.Generation, configuration.Hash, findings);
        }
        catch (Exception error)
        {
            // Isolation boundary: no reload may stop what serves.
            LogFailure(logger, error);
            return Kept(before, findings, $"it could not be loaded: {error.Message}");
        }
    }

    // Also the files of a load that failed: it may have failed because one of them was not there yet.
    private string Signature() => WatchedFiles.Signature(WatchedFiles.Of(snapshots.Value.Configuration).Union(_files, StringComparer.Ordinal));

    // YARP builds transforms after it has changed clusters; what fails there is found here first.
    private void WarmUp(GatewaySnapshot snapshot)
    {
        var clusters = snapshot.Served.Clusters.ToDictionary(c => c.ClusterId, StringComparer.OrdinalIgnoreCase);
        foreach (var route in snapshot.Served.Routes.Values) transforms.Build(route, clusters[route.ClusterId!]);
    }

    private static ReloadResult Kept(GatewaySnapshot serving, IReadOnlyList<ConfigError> findings, string failure) =>
        new(false, serving.Generation, serving.Configuration.Hash, findings, failure);

    private void Report(string cause, ReloadResult result)
    {
        metrics.Count(result.Succeeded);
        foreach (var finding in BriefFindings.Of(result.Findings)) LogFinding(logger, finding);
        foreach (var failure in source.Certificates.TakeFailures())
            events.Write(new SecurityEvent { Event = "certificate.renewal.failed", Outcome = "failure", Reason = "kept-old-certificate", Note = failure });
        events.Write(new SecurityEvent
        {
            Event = result.Succeeded ? "config.reloaded" : "config.reload.failed",
            Outcome = result.Succeeded ? "success" : "failure",
            Reason = cause,
            Note = result.Succeeded
                ? $"generation {result.Generation}, hash {result.Hash}"
                : $"{result.Failure}; generation {result.Generation} serves on. {result.Findings.FirstOrDefault(f => f.Severity is ConfigSeverity.Error)}",
        });
    }

    [LoggerMessage(1, LogLevel.Warning, "Reload: {Finding}")]
    private static partial void LogFinding(ILogger logger, string finding);

    [LoggerMessage(2, LogLevel.Error, "The configuration could not be reloaded; the old one serves on.")]
    private static partial void LogFailure(ILogger logger, Exception error);
}
