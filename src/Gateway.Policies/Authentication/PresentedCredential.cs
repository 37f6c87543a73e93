using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Authentication;

internal enum PresentedKind
{
    None,
    One,

    /// <summary>More than one credential: whichever we took, another party could take the other one (ATTACKS H1, H2).</summary>
    Ambiguous,

    /// <summary>An Authorization header that no scheme of the route understands.</summary>
    Unrecognized,
}

/// <summary>What a request presents to prove who calls, found without verifying anything.</summary>
internal readonly struct PresentedCredential
{
    private readonly ushort _candidates;

    private PresentedCredential(PresentedKind kind, Credential credential = default, ushort candidates = 0)
    {
        Kind = kind;
        Credential = credential;
        _candidates = candidates;
    }

    /// <summary>For taking a credential off a request wherever a scheme looks for one.</summary>
    public static Credential Anywhere { get; } = new("", CredentialSource.Header, "");

    public PresentedKind Kind { get; }

    public Credential Credential { get; }

    /// <summary>The scheme at this place of the route's list looks for credentials where this one stood.</summary>
    public bool IsCandidate(int scheme) => (_candidates & (1 << scheme)) != 0;

    public static PresentedCredential Find(AcceptedScheme[] schemes, Exchange exchange)
    {
        Credential? found = null;
        ushort candidates = 0;
        for (var i = 0; i < schemes.Length; i++)
        {
            var search = schemes[i].Scheme.Find(exchange);
            if (search.IsAmbiguous) return new(PresentedKind.Ambiguous);
            if (search.Credential is not { } credential) continue;
            if (found is { } other && !IsSamePlace(credential, other)) return new(PresentedKind.Ambiguous);
            found ??= credential;
            candidates |= (ushort)(1 << i);
        }

        // Of kinds that the route does not use, only the Authorization header says for certain that it is a credential.
        var authorization = exchange.Context.Request.Headers.Authorization.Count;
        if (authorization > 1) return new(PresentedKind.Ambiguous);
        if (found is not { } one) return new(authorization == 0 ? PresentedKind.None : PresentedKind.Unrecognized);
        var isAuthorization = one.Source is CredentialSource.Header && string.Equals(one.Name, "Authorization", StringComparison.OrdinalIgnoreCase);
        return authorization == 1 && !isAuthorization ? new(PresentedKind.Ambiguous) : new(PresentedKind.One, one, candidates);
    }

    // Several schemes of one kind look at the same header: that is one credential, and each may be the one that knows it.
    private static bool IsSamePlace(in Credential a, in Credential b) =>
        a.Source == b.Source && string.Equals(a.Name, b.Name, StringComparison.OrdinalIgnoreCase);
}
