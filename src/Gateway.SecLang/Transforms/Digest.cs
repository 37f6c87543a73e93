using System.Security.Cryptography;

namespace Gateway.SecLang.Transforms;

/// <summary><c>md5</c> and <c>sha1</c>: the raw digest. Rules use them for the keys of collections, nothing rests on their strength.</summary>
internal sealed class Digest : Transformation
{
    private readonly bool sha;

    private Digest(string name, bool sha) : base(name) => this.sha = sha;

    public static Digest Md5 { get; } = new("md5", false);

    public static Digest Sha1 { get; } = new("sha1", true);

    public override int MaxLength(int input) => sha ? Transforms.Sha1.Bytes : MD5.HashSizeInBytes;

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        if (sha)
        {
            Transforms.Sha1.Digest(input, output);
            written = Transforms.Sha1.Bytes;
        }
        else
        {
#pragma warning disable CA5351 // The rule language defines it by name; it protects nothing.
            written = MD5.HashData(input, output);
#pragma warning restore CA5351
        }

        return true;
    }
}
