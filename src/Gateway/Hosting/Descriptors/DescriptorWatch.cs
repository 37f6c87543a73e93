using System.Globalization;
using Gateway.Policies.Events;

namespace Gateway.Hosting.Descriptors;

/// <summary>
/// Tells the operator when the process runs out of file descriptors: connections then wait in the system's queue, and nothing else says why. One
/// event when it comes and one when it is over.
/// </summary>
internal sealed class DescriptorWatch(DescriptorUse use, IEventSink events, TimeProvider time) : IHostedService, IDisposable
{
    // A look costs a walk over the open ones: some milliseconds where there are tens of thousands.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private const int ScarcePercent = 90;
    private const int EnoughPercent = 80;

    private ITimer? _timer;
    private bool _isScarce;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(static watch => ((DescriptorWatch)watch!).Look(), this, Interval, Interval);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>Looks once. Not at two times at once: the timer's interval is longer than a look.</summary>
    internal void Look()
    {
        if (use.Read() is not { } now) return;
        var isScarce = now.IsExhausted || now.Open >= now.Limit * (_isScarce ? EnoughPercent : ScarcePercent) / 100;
        if (isScarce == _isScarce) return;
        _isScarce = isScarce;
        events.Write(new SecurityEvent
        {
            Event = isScarce ? "process.descriptors.scarce" : "process.descriptors.recovered",
            Outcome = isScarce ? "failure" : "success",
            Reason = now.IsExhausted ? "descriptors-exhausted" : isScarce ? "descriptors-scarce" : "descriptors-free",
            Note = now.IsExhausted
                ? "none is left: new connections wait; raise the limit (ulimit -n) or lower Gateway:Limits:MaxConnections"
                : string.Create(CultureInfo.InvariantCulture, $"{now.Open} of {now.Limit} open"),
        });
    }
}
