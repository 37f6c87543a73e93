using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// The fields of a request in a reused array: enumerating <see cref="IHeaderDictionary"/> allocates an enumerator for each request and
/// does not allow removing while it runs. The array is cleared on return, so that no value outlives its request.
/// </summary>
internal readonly ref struct HeaderSnapshot
{
    private readonly KeyValuePair<string, StringValues>[] _fields;
    private readonly int _count;

    private HeaderSnapshot(KeyValuePair<string, StringValues>[] fields, int count)
    {
        _fields = fields;
        _count = count;
    }

    public ReadOnlySpan<KeyValuePair<string, StringValues>> Fields => _fields.AsSpan(0, _count);

    public static HeaderSnapshot Take(IHeaderDictionary headers)
    {
        var count = headers.Count;
        var fields = ArrayPool<KeyValuePair<string, StringValues>>.Shared.Rent(count);
        headers.CopyTo(fields, 0);
        return new HeaderSnapshot(fields, count);
    }

    public void Dispose()
    {
        _fields.AsSpan(0, _count).Clear();
        ArrayPool<KeyValuePair<string, StringValues>>.Shared.Return(_fields);
    }
}
