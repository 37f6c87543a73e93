using System.Buffers.Text;
using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>Compact tokens from exact JSON texts, which need not be JSON.</summary>
public static class RawToken
{
    public static string Mint(string headerJson, string payloadJson, TokenSigner signer)
    {
        var input = $"{Encode(headerJson)}.{Encode(payloadJson)}";
        return $"{input}.{Base64Url.EncodeToString(signer(Encoding.ASCII.GetBytes(input)))}";
    }

    /// <summary>Base64url without padding of the text's UTF-8 bytes.</summary>
    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>The text of one part of a token: 0 the header, 1 the payload.</summary>
    public static string Decode(string token, int part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[part]));
}
