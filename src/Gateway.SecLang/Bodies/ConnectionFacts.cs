using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>What is known of a request besides its bytes. What is not known has no value, so a rule on it does not run.</summary>
internal readonly ref struct ConnectionFacts
{
    /// <summary>The client's address in text, as the gateway believes it.</summary>
    public ReadOnlySpan<byte> RemoteAddress { get; init; }

    public int RemotePort { get; init; }

    public ReadOnlySpan<byte> RemoteUser { get; init; }

    public ReadOnlySpan<byte> ServerAddress { get; init; }

    public int ServerPort { get; init; }

    public ReadOnlySpan<byte> ServerName { get; init; }

    public ReadOnlySpan<byte> UniqueId { get; init; }

    public void AddTo(ValueTable table)
    {
        Add(table, Collection.RemoteAddr, RemoteAddress);
        // Names are never looked up: a request must not cause a query to a name server.
        Add(table, Collection.RemoteHost, RemoteAddress);
        Add(table, Collection.RemoteUser, RemoteUser);
        Add(table, Collection.ServerAddr, ServerAddress);
        Add(table, Collection.ServerName, ServerName);
        Add(table, Collection.UniqueId, UniqueId);
        if (RemotePort > 0) table.Set(Collection.RemotePort, RemotePort);
        if (ServerPort > 0) table.Set(Collection.ServerPort, ServerPort);
    }

    private static void Add(ValueTable table, Collection collection, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty) table.Set(collection, value);
    }
}
