using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Authentication;

/// <summary>A scheme of a route with its counters.</summary>
internal sealed record AcceptedScheme(AuthenticationScheme Scheme, SchemeMetrics Metrics);

/// <summary>
/// (1) finds the one credential of the request, (2) looks at the address's failure budget, before any cryptography, (3) lets the schemes
/// that know the credential verify it, (4) sets the identity, takes the credential off the request and tells the backend who calls.
/// </summary>
/// <remarks>With passesNobody, a request without a credential goes on without an identity: Authorization decides whether it may.</remarks>
internal sealed class AuthenticationStage(
    AcceptedScheme[] schemes, AuthenticationRejections rejections, FailureBudget? budget, IdentityForwarding forwarding, AuthenticationMetrics metrics,
    bool passesNobody = false)
    : RequestStage
{
    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var presented = PresentedCredential.Find(schemes, exchange);
        switch (presented.Kind)
        {
            case PresentedKind.Ambiguous:
                return Refuse(exchange, rejections.Ambiguous);
            case PresentedKind.None:
                return passesNobody ? Decision.Continue : Decision.Reject(rejections.Missing);
        }

        if (budget is not null && budget.IsExhausted(exchange.ClientAddress, out var retryAfter))
        {
            metrics.Exhausted();
            return Refuse(exchange, AuthenticationRejections.BudgetExhausted(retryAfter));
        }

        return presented.Kind is PresentedKind.Unrecognized
            ? Fail(exchange, "credential-unrecognized")
            : Verify(exchange, presented, 0);
    }

    private ValueTask<Decision> Verify(Exchange exchange, in PresentedCredential presented, int index)
    {
        for (; index < schemes.Length; index++)
        {
            if (!presented.IsCandidate(index)) continue;
            var pending = schemes[index].Scheme.VerifyAsync(exchange, presented.Credential);
            if (!pending.IsCompletedSuccessfully) return VerifyAfterAsync(exchange, presented, index, pending);
#pragma warning disable RS0030 // Completed: Result does not block.
            var outcome = pending.Result;
#pragma warning restore RS0030
            if (!IsNotMine(outcome)) return Conclude(exchange, presented, schemes[index], outcome);
        }

        return Fail(exchange, "credential-unrecognized");
    }

    private async ValueTask<Decision> VerifyAfterAsync(
        Exchange exchange, PresentedCredential presented, int index, ValueTask<AuthenticationOutcome> pending)
    {
        var outcome = await pending;
        if (!IsNotMine(outcome)) return Conclude(exchange, presented, schemes[index], outcome);
        return await Verify(exchange, presented, index + 1);
    }

    private Decision Conclude(Exchange exchange, in PresentedCredential presented, AcceptedScheme accepted, AuthenticationOutcome outcome)
    {
        if (outcome.Identity is { } identity)
        {
            exchange.Identity = identity;
            exchange.Context.User = identity.Principal;
            accepted.Scheme.Strip(exchange, presented.Credential);
            forwarding.Forward(exchange, identity);
            accepted.Metrics.Succeeded();
            exchange.CredentialWatcher?.Verified();
            return Decision.Continue;
        }

        if (outcome.IsUnavailable)
        {
            accepted.Metrics.CouldNotTell();
            return Refuse(exchange, AuthenticationRejections.Unavailable(outcome.FailureReason ?? "unavailable"));
        }

        accepted.Metrics.Failed();
        return Fail(exchange, outcome.FailureReason!);
    }

    private Decision Fail(Exchange exchange, string reason)
    {
        budget?.Charge(exchange.ClientAddress);
        exchange.CredentialWatcher?.Refused();
        return Refuse(exchange, rejections.Invalid(reason));
    }

    // In Report mode the request may pass: a credential that could not be verified is still nobody else's to see.
    private Decision Refuse(Exchange exchange, Rejection rejection)
    {
        if (forwarding.MayPassRefused)
            foreach (var accepted in schemes) accepted.Scheme.Strip(exchange, PresentedCredential.Anywhere);
        return Decision.Reject(rejection);
    }

    private static bool IsNotMine(in AuthenticationOutcome outcome) =>
        outcome is { Identity: null, FailureReason: null, IsUnavailable: false };
}
