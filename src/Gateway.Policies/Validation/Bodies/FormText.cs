using System.Text.Unicode;
using Gateway.Policies.CanonicalRequest;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>Whether a form is written such that every parser decodes it to the same texts.</summary>
internal static class FormText
{
    public static bool IsValid(ReadOnlySpan<byte> body)
    {
        if (body.ContainsAnyExceptInRange<byte>(0x21, 0x7e)) return false;
        Span<byte> decoded = stackalloc byte[4];
        for (var at = 0; at < body.Length;)
        {
            var percent = body[at..].IndexOf((byte)'%');
            if (percent < 0) return true;
            at += percent;
            var length = 0;
            var needed = 1;
            while (length < needed)
            {
                if (!Percent.TryReadOctet(body[at..], out decoded[length])) return false;
                if (length == 0) needed = decoded[0] switch { < 0x80 => 1, < 0xe0 => 2, < 0xf0 => 3, _ => 4 };
                length++;
                at += 3;
            }

            if (!Utf8.IsValid(decoded[..length]) || decoded[0] is 0) return false;
        }

        return true;
    }
}
