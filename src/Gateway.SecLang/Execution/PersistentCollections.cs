using System.Text;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Execution;

/// <summary>The persistent collections that one transaction has opened by <c>initcol</c>. Opening only notes the key; the store is asked when a rule reads or writes.</summary>
internal sealed class PersistentCollections(PersistentStore store, ByteArena arena)
{
    private Text _ipKey;
    private Text _globalKey;
    private string? _ip;
    private string? _global;
    private bool _hasIp;
    private bool _hasGlobal;

    public void Open(Collection collection, ReadOnlySpan<byte> key)
    {
        if (collection == Collection.Ip) (_ipKey, _ip, _hasIp) = (arena.Store(key), null, true);
        else (_globalKey, _global, _hasGlobal) = (arena.Store(key), null, true);
    }

    public byte[]? Get(Collection collection, ReadOnlySpan<byte> name) => KeyOf(collection) is { } key ? store.Get(key, Latin1(name)) : null;

    /// <summary>All variables of a collection; none where it was not opened.</summary>
    public List<(string Name, byte[] Value)> All(Collection collection) => KeyOf(collection) is { } key ? store.All(key) : [];

    public void Set(Collection collection, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (KeyOf(collection) is { } key) store.Set(key, Latin1(name), value.ToArray());
    }

    public void Add(Collection collection, ReadOnlySpan<byte> name, long delta)
    {
        if (KeyOf(collection) is { } key) store.Add(key, Latin1(name), delta);
    }

    public void Unset(Collection collection, ReadOnlySpan<byte> name)
    {
        if (KeyOf(collection) is { } key) store.Unset(key, Latin1(name));
    }

    public void Expire(Collection collection, ReadOnlySpan<byte> name, long seconds)
    {
        if (KeyOf(collection) is { } key) store.Expire(key, Latin1(name), seconds);
    }

    public void Reset() => (_hasIp, _hasGlobal, _ip, _global) = (false, false, null, null);

    private string? KeyOf(Collection collection)
    {
        if (collection == Collection.Ip) return _hasIp ? _ip ??= PersistentStore.KeyOf(collection, arena[_ipKey]) : null;
        return _hasGlobal ? _global ??= PersistentStore.KeyOf(collection, arena[_globalKey]) : null;
    }

    private static string Latin1(ReadOnlySpan<byte> name) => Encoding.Latin1.GetString(name);
}
