using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Gateway.SecLang.Testing;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>A request that a person has written down, as a client would have sent it.</summary>
internal static class TrialRequest
{
    /// <summary>Null where there is none.</summary>
    public static RawRequest? Read(byte[] text)
    {
        if (text.AsSpan().IndexOfAnyExcept("\r\n\t "u8) < 0) return null;
        var request = RawRequest.Parse(text);
        if (request.Head.Header("Transfer-Encoding"u8) is not null) return request;
        if (request.Head.Header("Content-Length"u8) is { } declared)
        {
            // A line end at the end of an editor's file is none of a body that says how long it is.
            return Utf8Parser.TryParse(declared, out int length, out _) && length >= 0 && length < request.Body.Length
                ? RawRequest.Parse(text.AsSpan(0, text.Length - request.Body.Length + length))
                : request;
        }

        // Nobody counts the bytes of a body by hand, and every client says how many there are: without, rules would find what is not there live.
        var head = text.AsSpan(0, text.Length - request.Body.Length);
        if (request.Body.AsSpan().IndexOfAnyExcept("\r\n"u8) < 0) return RawRequest.Parse(head);
        var line = head.EndsWith("\r\n"u8) ? head.Length - 2 : head.Length - 1;
        return RawRequest.Parse([.. head[..line], .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {request.Body.Length}\r\n")), .. text[line..]]);
    }
}
