using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Policies.Redis;

namespace Gateway.Policies.Lockout.Counting;

/// <summary>
/// Names of counts: HMAC-SHA-256, cut to 128 bits, so that neither Redis nor an event tells which account it is. The key is that of the
/// store, or a random one of the process.
/// </summary>
internal sealed class LockoutNames(byte[] key)
{
    private const int MaxRealmBytes = 32;

    /// <summary>Names that all replicas know.</summary>
    public static LockoutNames Of(RedisOptions options) => new(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(options.PartitionSecret ?? ""),
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"gateway lockout names 1\n{options.Prefix}"))));

    /// <summary>Names that mean nothing outside the process.</summary>
    public static LockoutNames Random() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>A realm of any length as 32 bytes.</summary>
    public static byte[] Realm(string realm) => SHA256.HashData(Encoding.UTF8.GetBytes(realm));

    /// <summary>The name of a network, or of an account and its network.</summary>
    /// <param name="realm">From <see cref="Realm"/>.</param>
    /// <param name="network">The network.</param>
    /// <param name="account">From <see cref="Account"/>; null for the network's own count.</param>
    public UInt128 Of(ReadOnlySpan<byte> realm, LockoutNetwork network, UInt128? account)
    {
        Span<byte> text = stackalloc byte[1 + MaxRealmBytes + 2 + 16 + 16];
        text.Clear();
        text[0] = account is null ? (byte)1 : (byte)2;
        realm.CopyTo(text[1..]);
        text[1 + MaxRealmBytes] = network.IsV4 ? (byte)4 : (byte)6;
        text[2 + MaxRealmBytes] = (byte)network.PrefixLength;
        BinaryPrimitives.WriteUInt128BigEndian(text[(3 + MaxRealmBytes)..], network.Bits);
        if (account is { } name) BinaryPrimitives.WriteUInt128BigEndian(text[(3 + MaxRealmBytes + 16)..], name);
        return Digest(text);
    }

    /// <summary>The digest of an account, or of what is presented in its place.</summary>
    /// <param name="kind">Keeps account names and presented credentials apart.</param>
    /// <param name="text">As <see cref="Accounts.AccountName"/> made it; empty for none.</param>
    public UInt128 Account(byte kind, ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var bytes = length < 1024 ? stackalloc byte[length + 1] : new byte[length + 1];
        bytes[0] = kind;
        Encoding.UTF8.GetBytes(text, bytes[1..]);
        return Digest(bytes);
    }

    private UInt128 Digest(ReadOnlySpan<byte> text)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text, digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
