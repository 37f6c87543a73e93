using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>
/// MACs of a set that is kept where others may write. A record's covers the set's name in the store, the id, the version that wrote it and its
/// content with its expiry: it is good in one place and in one version. The head's covers the list of which record belongs to this version.
/// </summary>
internal sealed class KeySetSeal
{
    private static readonly byte[] Purpose = "gateway api keys in a shared store 1"u8.ToArray();

    private static readonly byte[] MarkPurpose = "gateway api keys in a shared store 1: name"u8.ToArray();

    private readonly byte[] _key;
    private readonly string _name;

    /// <param name="pepper">The set's pepper. The key of the MACs is derived from it, because the pepper itself hashes API keys.</param>
    /// <param name="name">The set's full name in the store.</param>
    public KeySetSeal(byte[] pepper, string name)
    {
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, pepper, HMACSHA256.HashSizeInBytes, info: Purpose);
        _name = name;
    }

    /// <summary>Tells peppers apart and says nothing else about them.</summary>
    public static string Mark(byte[] pepper) => Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, pepper, sizeof(long), info: MarkPurpose));

    public KeySetHead Head(long version, string list) => new(version, Mac("head", Text(version), list));

    /// <summary>Null when the head is none that a holder of the pepper made for this list.</summary>
    public KeySetHead? OpenHead(string head, string list) =>
        KeySetHead.Parse(head) is { } parsed && AreEqual(parsed.Mac, Mac("head", Text(parsed.Version), list)) ? parsed : null;

    public string Record(ApiKeyEntry entry, long version)
    {
        var json = ApiKeyDocumentReader.WriteEntry(entry);
        return $"{Text(version)}.{Mac("record", entry.Id, Text(version), json)}.{json}";
    }

    /// <summary>The record's content, or null with what is wrong with it.</summary>
    public ApiKeyEntry? OpenRecord(string id, long version, string record, out string? problem)
    {
        problem = "mac-invalid";
        if (record.Split('.', 3) is not [var written, { Length: 64 } mac, var json]) return null;
        if (!AreEqual(mac, Mac("record", id, written, json))) return null;
        // Genuine, but from before: a revoked key as it was when it was good.
        problem = "stale";
        if (written != Text(version)) return null;
        problem = "unreadable";
        if (ApiKeyDocumentReader.ReadEntry(json) is not { } entry || entry.Id != id) return null;
        problem = null;
        return entry;
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    // Each part with its length in front, so that no two sequences of parts are the same bytes.
    private string Mac(params ReadOnlySpan<string> parts)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Append(mac, _name);
        foreach (var part in parts) Append(mac, part);
        return Convert.ToHexStringLower(mac.GetHashAndReset());
    }

    private static void Append(IncrementalHash mac, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        mac.AppendData(length);
        mac.AppendData(bytes);
    }
}
