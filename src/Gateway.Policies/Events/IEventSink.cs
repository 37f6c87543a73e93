namespace Gateway.Policies.Events;

/// <summary>Where security events go. Never throws, never waits: the queue is bounded and losses are counted.</summary>
public interface IEventSink
{
    void Write(SecurityEvent securityEvent);
}
