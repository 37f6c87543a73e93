using Gateway.Policies.Pipeline;

namespace Gateway.Policies.LoadShedding.Limits;

/// <summary>
/// A request on its way through a <see cref="ClusterLimiter"/>. It holds a place only while its backend works on the answer: not
/// while the client still sends, which slow clients could draw out, and not while the answer is copied.
/// </summary>
internal sealed class AdmittedRequest(ClusterLimiter limiter) : ExchangeEnding
{
    public RequestPriority Priority { get; set; }

    /// <summary>It holds a place.</summary>
    public bool Holds { get; set; }

    /// <summary>The backend has it since, in the limiter's ticks.</summary>
    public long Since { get; set; }

    /// <summary>From the gradient, for its answer.</summary>
    public int Epoch { get; set; }

    /// <summary>The backend has everything that it needs to answer.</summary>
    public bool Waits { get; set; }

    /// <summary>Something else may still know it, so it cannot serve another request.</summary>
    public bool Shared { get; private set; }

    /// <summary>An attempt to forward begins, with no body or one that is in memory.</summary>
    public void Sending() => limiter.Sending(this);

    /// <summary>An attempt to forward begins with a body that the client still sends.</summary>
    public void SendingBody()
    {
        Shared = true;
        limiter.Pause(this);
    }

    /// <summary>The body's last byte has come.</summary>
    public void BodySent() => limiter.Sending(this);

    /// <summary>The head of the backend's answer is here.</summary>
    /// <param name="outcome">What it says about the backend's load.</param>
    public void Answered(LoadSignal outcome) => limiter.Answered(this, outcome);

    public override void End() => limiter.End(this);
}

/// <summary>What an attempt to forward says about how busy the backend is.</summary>
internal enum LoadSignal
{
    /// <summary>Nothing: an upgrade, a stream, an error that is no sign of load.</summary>
    None,

    /// <summary>Its latency.</summary>
    Latency,

    /// <summary>Nobody waited for the answer: latency, when it was slow already.</summary>
    Abandoned,

    /// <summary>Overload: 503, or no answer in time.</summary>
    Dropped,
}
