namespace Gateway.Policies.Lockout.Accounts;

/// <summary>
/// What looking for an account has found. More than one is as good as none: whichever were counted, the backend could take the other, and
/// a guesser would put a made-up name into the place that the gateway looks at.
/// </summary>
internal struct FoundAccount
{
    private bool _isAmbiguous;
    private string? _text;

    /// <summary>The account as <see cref="AccountName"/> makes it; null for none.</summary>
    public readonly string? Name => _isAmbiguous ? null : AccountName.Normalize(_text);

    public readonly bool IsEmpty => _text is null && !_isAmbiguous;

    public void Add(string text)
    {
        _isAmbiguous |= _text is not null;
        _text = text;
    }

    /// <summary>There is something in an account's place that is not one, or nobody can tell which.</summary>
    public void Spoil() => _isAmbiguous = true;
}
