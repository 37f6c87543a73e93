using System.Collections.Concurrent;
using Gateway.Policies.Events;

namespace Gateway.IntegrationTests.Support;

/// <summary>Keeps every security event in order, none aggregated.</summary>
public sealed class RecordingEventSink : IEventSink
{
    private readonly ConcurrentQueue<SecurityEvent> _events = new();

    public IReadOnlyList<SecurityEvent> All => [.. _events];

    public void Write(SecurityEvent securityEvent) => _events.Enqueue(securityEvent);
}
