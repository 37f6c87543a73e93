using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Validation.Responses;

/// <summary>Looks at a backend's answer before any of it is sent.</summary>
internal abstract class AnswerCheck
{
    /// <summary>False when the answer is not to be sent; <see cref="Exchange.LateRefusal"/> says why.</summary>
    public abstract ValueTask<bool> CheckAsync(Exchange exchange, HttpResponseMessage response, CancellationToken cancellation);
}
