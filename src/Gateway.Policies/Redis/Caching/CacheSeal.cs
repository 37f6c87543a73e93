using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Policies.Redis.Caching;

/// <summary>
/// AES-256-GCM for what is kept where others may write or read: bound to the entry's key and to its end, so that a value can neither be moved to
/// another entry nor outlive its time.
/// </summary>
internal sealed class CacheSeal
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = sizeof(long) + NonceBytes + TagBytes;

    // Not the cipher: one instance may not be used by several threads at once.
    private readonly byte[] _key;

    /// <param name="secret">At least 32 random bytes, the same on all replicas.</param>
    /// <param name="purpose">What is sealed; values of one purpose are no good for another.</param>
    public CacheSeal(byte[] secret, string purpose) =>
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes("gateway cache 1 " + purpose));

    public byte[] Seal(string key, ReadOnlySpan<byte> value, DateTimeOffset expiresAt)
    {
        var entry = new byte[HeadBytes + value.Length];
        BinaryPrimitives.WriteInt64BigEndian(entry, expiresAt.ToUnixTimeMilliseconds());
        var nonce = entry.AsSpan(sizeof(long), NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Encrypt(nonce, value, entry.AsSpan(HeadBytes), entry.AsSpan(sizeof(long) + NonceBytes, TagBytes), Bound(key, entry));
        return entry;
    }

    /// <summary>The value; null when it was sealed for another key or purpose, was altered, or has ended.</summary>
    public byte[]? Open(string key, ReadOnlySpan<byte> entry, DateTimeOffset now)
    {
        if (entry.Length < HeadBytes) return null;
        var value = new byte[entry.Length - HeadBytes];
        using var cipher = new AesGcm(_key, TagBytes);
        try
        {
            cipher.Decrypt(entry.Slice(sizeof(long), NonceBytes), entry[HeadBytes..], entry.Slice(sizeof(long) + NonceBytes, TagBytes), value, Bound(key, entry));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return BinaryPrimitives.ReadInt64BigEndian(entry) > now.ToUnixTimeMilliseconds() ? value : null;
    }

    private static byte[] Bound(string key, ReadOnlySpan<byte> entry) => [.. entry[..sizeof(long)], .. Encoding.UTF8.GetBytes(key)];
}
