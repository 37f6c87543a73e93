using Gateway.Policies.Redis;

namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>Where replicas share sets of keys. Holds text and knows nothing of keys; never throws, never waits without a bound.</summary>
internal interface IKeySetStorage
{
    /// <summary>Bytes that one key's record may have: an identity with its MAC, 400 as a rule.</summary>
    const int MaxBytesPerKey = 4096;

    /// <summary>The full name of a set in the store: what its MACs are bound to, so that no record is good under another name.</summary>
    string NameOf(string set);

    /// <summary>The head alone, which changes whenever the set does.</summary>
    Task<StoreReply<string>> ReadHeadAsync(string set);

    /// <summary>The whole set at one moment. Of what is larger than a set can be, only head and list; of what is no set, <see cref="StoreFailure.Invalid"/>.</summary>
    Task<StoreReply<StoredKeySet>> ReadAsync(string set, int maxKeys);

    /// <summary>Writes head, list and the given records in one step and tells the other replicas; false when the head is not the expected one.</summary>
    /// <param name="set">The set.</param>
    /// <param name="expectedHead">The head that was read.</param>
    /// <param name="next">What to write.</param>
    /// <param name="removed">Records to remove; null removes everything that was there before.</param>
    Task<StoreReply<bool>> WriteAsync(string set, string expectedHead, StoredKeySet next, IReadOnlyCollection<string>? removed);

    /// <summary>Calls back when somebody changed the set, and when a new connection makes up for what may have been missed. Best effort.</summary>
    IDisposable Subscribe(string set, Action changed);
}
