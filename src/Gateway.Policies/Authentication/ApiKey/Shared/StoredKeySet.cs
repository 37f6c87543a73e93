namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>A set of keys as the store holds it: nothing of it is believed before <see cref="KeySetSeal"/> has been through it.</summary>
/// <param name="Head">Version and MAC of the list; "" when there is no set.</param>
/// <param name="List">One line for each key: its id and the version that wrote its record.</param>
/// <param name="Records">Key id to record.</param>
internal sealed record StoredKeySet(string Head, string List, IReadOnlyDictionary<string, string> Records)
{
    public static StoredKeySet None { get; } = new("", "", new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>There is more than a set can have, so that the records were not read.</summary>
    public bool IsPartial { get; init; }

    public bool IsAbsent => Head.Length == 0;
}
