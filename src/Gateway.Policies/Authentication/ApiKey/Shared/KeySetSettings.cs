namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>What a set in the shared store is followed with. A reload with the same values finds the set that is followed already.</summary>
/// <param name="Set">The name in Gateway:ApiKeys.</param>
/// <param name="Prefix">What its keys begin with.</param>
/// <param name="Pepper">The pepper as configured.</param>
/// <param name="MaxKeys">How many keys it may have.</param>
internal sealed record KeySetSettings(string Set, string Prefix, string Pepper, int MaxKeys)
{
    /// <summary>What the store knows the set by. With a mark of the pepper: a new pepper is a new set, and no replica takes the other one for damaged.</summary>
    public string StoredName { get; } = $"{Set}:{KeySetSeal.Mark(ApiKeyHash.Pepper(Pepper))}";

    public string Scheme => $"{SchemeReference.ApiKey}:{Set}";

    public static KeySetSettings Of(string set, ApiKeyOptions options) => new(set, options.Prefix, options.Pepper, options.MaxKeys);

    // A record prints its members; the pepper must not end up in a log.
    public override string ToString() => Scheme;
}
