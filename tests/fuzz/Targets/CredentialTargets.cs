using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Gateway.Fuzz.Engine;
using Gateway.Policies.Authentication;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.ApiKey.Shared;
using Gateway.Policies.Authentication.Jwt.Keys;
using Gateway.Policies.Authentication.Jwt.Tokens;
using Gateway.Policies.Lockout.Accounts;
using Microsoft.Extensions.Primitives;

namespace Gateway.Fuzz.Targets;

/// <summary>API keys and tokens before anything is believed of them, and the files that keys come from.</summary>
internal static class CredentialTargets
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly string[] Keys = [Key("gw", 1), Key("gw", 2), Key("partner", 3)];

    private static readonly Grammar KeyTexts = new(
        ("key", [.. Keys, "<key>x", "gw_<id>_<secret><sum>", "gw_<id>", "GW_<id>_<secret>", "_<id>_<secret>", "gw", ""]),
        ("id", ["0123456789abcdef", "0123456789abcde", "0123456789abcd-f", ""]), ("secret", ["0123456789012345678901234567890123456789012", "<id>"]), ("sum", ["000000", "zzzzzz", ""]));

    private static readonly Grammar KeyQueries = new(
        ("query", ["?<pairs>", "", "?"]), ("pairs", ["key=1", "<pair>", "<pair>&<pairs>", "<pair>&<pairs>"]), ("pair", ["key=abc", "key", "key=", "keys=1", "k=key=1", "a=1", "%6bey=1", "", "=", "KEY=1", "key=a=b"]));

    private static readonly Grammar Tokens = new(
        ("token", ["<header>.<payload>.<signature>", "<header>.<payload>.<signature>", "<header>.<payload>", "<header>.<payload>.<signature>.<signature>.<signature>", "..", "a.b.c"]),
        ("header", [Part("{\"alg\":\"RS256\",\"kid\":\"k1\"}"), Part("{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}"), Part("{\"alg\":\"none\"}"), Part("{\"alg\":\"RS256\",\"alg\":\"none\"}"), Part("{\"alg\":\"RS256\",\"crit\":[]}"), Part("{\"alg\":\"RS256\",\"enc\":\"x\"}"), Part("{\"alg\":1}"), Part("[]"), "e30", Part("{\"alg\":\"RS256\",\"kid\":\"\\ud800\"}"), "<part>"]),
        ("payload", [Part("{\"iss\":\"i\",\"exp\":1}"), Part("{\"iss\":\"i\",\"exp\":1.5}"), Part("{\"iss\":\"i\",\"exp\":253370764800}"), Part("{\"iss\":\"i\",\"iss\":\"j\"}"), Part("{\"iss\":null}"), Part("{\"exp\":1}"), Part("{\"iss\":\"i\",\"a\":{\"b\":1,\"b\":2}}"), Part("{\"iss\":\"i\",\"exp\":-1}"), Part("\u00e9"), "<part>"]),
        ("signature", ["AAAA", "QQ", "QR", "", "A", "AA==", "<part>"]),
        ("part", ["e30", "eyJ9", "QR", "_-", "+/", " ", "e30=", "\u00e9"]));

    private static readonly Grammar Documents = new(
        ("document", ["{\"Keys\":[<entries>]}", "{\"Keys\":[<entries>]}", "{\"Keys\":null}", "null", "[]", "{}", "{\"Keys\":[<entries>],\"x\":1}"]),
        ("entries", ["", "<entry>", "<entry>,<entries>", "null"]),
        ("entry", ["{\"Id\":\"<id>\",\"Hash\":\"<hash>\",\"Consumer\":\"<name>\"<more>}", "{\"Id\":\"<id>\",\"Hash\":\"<hash>\",\"Consumer\":\"<name>\"<more>}", "{<more>}", "{\"Id\":1}"]),
        ("id", ["0123456789abcdef", "AAAAAAAAAAAAAAAA", "short", "\\ud800"]), ("hash", ["0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "ABCDEF", ""]),
        ("name", ["acme", "a b", " acme", "\u00e9", "a\\nb", "\\ud83d", ""]),
        ("more", ["", ",\"Roles\":[\"<name>\"]<more>", ",\"Scopes\":[\"orders:read\",\"<name>\"]<more>", ",\"Tier\":\"<name>\"<more>", ",\"ExpiresAt\":\"<time>\"<more>", ",\"Enabled\":false<more>", ",\"Id\":\"<id>\"", ",\"Roles\":null", ",\"Roles\":[null]", ",\"\\ud800\":1", ",\"Note\":null<more>"]),
        ("time", ["2027-01-31T00:00:00Z", "2027-01-31T00:00:00+02:00", "2027-01-31T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2027-01-31", "2027-01-31T00:00:00.1234567Z", ""]));

    private static readonly Grammar KeySets = new(
        ("set", ["{\"keys\":[<keys>]}", "{\"keys\":[<keys>]}", "{\"keys\":{}}", "[]", "{}", "{\"keys\":[<keys>],\"keys\":[]}"]), ("keys", ["", "<key>", "<key>,<keys>", "1", "null"]),
        ("key", ["{\"kty\":\"RSA\",\"n\":\"<modulus>\",\"e\":\"<exponent>\"<more>}", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"<x>\",\"y\":\"<y>\"<more>}", "{\"kty\":\"oct\",\"k\":\"AAAA\"}", "{<more>}", "{\"kty\":\"RSA\"<more>}", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}"]),
        ("modulus", [Modulus(), "AQAB", "", "!", "AA"]), ("exponent", ["AQAB", "AQ", "Ag", "", "AA", "====", "AQABAQABAQABAQAB"]),
        ("x", ["f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "AA", ""]), ("y", ["x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "AA", ""]),
        ("more", ["", ",\"kid\":\"k1\"<more>", ",\"alg\":\"RS256\"<more>", ",\"alg\":\"ES256\"<more>", ",\"alg\":\"HS256\"", ",\"use\":\"enc\"", ",\"use\":\"sig\"<more>", ",\"key_ops\":[\"sign\"]", ",\"d\":\"AA\"", ",\"kid\":\"\\ud800\"", ",\"kid\":1", ",\"x5c\":[\"!\"]<more>", ",\"key_ops\":1", ",\"kty\":\"EC\""]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "api-key", "a key is one when a plain reading with its own CRC-32C says so; lockout counts it under the same id", [typeof(ApiKeyText), typeof(PresentedName)], KeyTexts, [.. Keys, Keys[0][..^1] + "0", "gw_x"], static b => ApiKey(Inputs.Latin(b))),
        FuzzTarget.Of(
            "key-in-query", "finds the parameter of a plain reading; what is cut out is it alone", [typeof(QueryKey)], KeyQueries, ["?key=abc", "?a=1&key=abc&b=2", "?a=1&key=abc", "?key=1&key=2", "?keys=1"], static b => KeyInQuery(Inputs.Latin(b))),
        FuzzTarget.Of(
            "jwt", "one spelling of each token; claims are those of System.Text.Json; no member twice; nothing of the header that changes the rest",
            [typeof(ParsedToken), typeof(CompactToken), typeof(StrictJson), typeof(ClaimValues), typeof(BearerCredential)], Tokens,
            [$"{Part("{\"alg\":\"RS256\",\"kid\":\"k\"}")}.{Part("{\"iss\":\"i\",\"exp\":4102444800,\"scope\":\"a b\"}")}.AAAA", "a.b.c", "a.b.c.d.e", ""], static b => Token(Inputs.Latin(b))),
        FuzzTarget.Of(
            "api-key-file", "a document or problems, never both, never an exception; written and read again it is the same", [typeof(ApiKeyDocumentReader), typeof(ApiKeyHash)], Documents,
            ["{\"Keys\":[]}", "{\"Keys\":[{\"Id\":\"0123456789abcdef\",\"Hash\":\"" + new string('a', 64) + "\",\"Consumer\":\"acme\",\"Roles\":[\"x\"],\"ExpiresAt\":\"2027-01-31T00:00:00Z\"}]}"], KeyFile) with { MaxLength = 2048 },
        FuzzTarget.Of(
            "jwks", "usable keys or the documented exception; no secret or private key is taken", [typeof(KeySetDocument), typeof(VerificationKey)], KeySets,
            ["{\"keys\":[{\"kty\":\"RSA\",\"n\":\"" + Modulus() + "\",\"e\":\"AQAB\",\"kid\":\"a\",\"alg\":\"RS256\"}]}", "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}"], KeySet) with { MaxLength = 2048 },
        FuzzTarget.Of(
            "key-set-head", "agrees with a plain reading; written and read again it is the same", [typeof(KeySetHead), typeof(KeySetList), typeof(SchemeReference)],
            new Grammar(("head", ["1.<version>.<mac>", "2.<version>.<mac>", "1.<version>.<mac>.x", "1..<mac>", "ApiKey:<version>"]), ("version", ["1", "0", "9223372036854775807", "9223372036854775808", "-1", "1\0", "+1", "<version>0"]), ("mac", [new string('a', 64), "<version>", ""])),
            ["1.7." + new string('0', 64), "1.1.x", "ApiKey:partners"], static b => Head(Inputs.Wide(b))),
    ];

    private static string Head(string text)
    {
        var head = KeySetHead.Parse(text);
        var parts = text.Split('.');
        var isNumber = parts.Length == 3 && parts[1].Length > 0 && parts[1].All(char.IsAsciiDigit);
        var expected = isNumber && parts[0] == "1" && parts[2].Length == 64 && BigInteger.Parse(parts[1], CultureInfo.InvariantCulture) is var number && number > 0 && number <= long.MaxValue;
        Oracle.Same(expected, head is not null, "a head is read when a plain reading says so");
        if (head is not null) Oracle.Same(head, KeySetHead.Parse(head.ToString()), "a head that is written is read as the same");
        Dictionary<string, long> keys = new(StringComparer.Ordinal) { ["0123456789abcdef"] = head?.Version ?? text.Length, ["b"] = 1 };
        Oracle.Holds(KeySetList.Read(KeySetList.Write(keys)) is { Count: 2 } read && read.All(k => keys[k.Key] == k.Value), "a list that is written is read as the same");
        var scheme = SchemeReference.Parse(text);
        Oracle.Holds(scheme is null || ($"{scheme.Value.Kind}:{scheme.Value.Name}" == text && scheme.Value is { Kind.Length: > 0, Name.Length: > 0 }), "a scheme has a kind and a name", text);
        return $"{head is not null} {isNumber} {parts.Length} {scheme is not null}";
    }

    // A fixed number: a key is no secret here, and a run has to be the same each time.
    private static string Modulus()
    {
        var bytes = new byte[256];
        new Random(7).NextBytes(bytes);
        (bytes[0], bytes[^1]) = (0xC1, 0x0B);
        return Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static string Part(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Key(string prefix, int seed)
    {
        var random = new Random(seed);
        string Some(int length) => new([.. Enumerable.Range(0, length).Select(_ => Base62[random.Next(62)])]);
        var text = $"{prefix}_{Some(16)}_{Some(43)}";
        return text + Checksum(text);
    }

    // RFC 3720 appendix B.4, bit by bit.
    private static string Checksum(string text)
    {
        var crc = uint.MaxValue;
        foreach (var c in text)
        {
            crc ^= (byte)c;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
        }

        crc = ~crc;
        var digits = "";
        for (var i = 0; i < 6; i++, crc /= 62) digits = Base62[(int)(crc % 62)] + digits;
        return digits;
    }

    private static string ApiKey(string text)
    {
        var outcome = "";
        foreach (var prefix in (string[])["gw", "partner"])
        {
            var read = ApiKeyText.TryGetId(text, prefix, out var id);
            var parts = text.Split('_');
            var expected = parts.Length == 3 && parts[0] == prefix && parts[1].Length == 16 && parts[2].Length == 49 && (parts[1] + parts[2]).All(char.IsAsciiLetterOrDigit) && Checksum(text[..^6]) == text[^6..];
            Oracle.Same(expected, read, "a key is one when a plain reading says so");
            outcome += $"{read} {ApiKeyText.HasPrefix(text, prefix)} ";
            if (!read) continue;
            Oracle.Same(parts[1], id.ToString(), "the id is the one in the key");
            Oracle.Holds(ApiKeyText.IsId(parts[1]), "an id in a key is an id");
            Oracle.Same($"{prefix}_{parts[1]}", PresentedName.Of(text).ToString(), "guesses at one key's secret count together");
            Oracle.Same(64, ApiKeyHash.ComputeText(new byte[32], text).Length, "a key has a hash");
        }

        var name = PresentedName.Of(text);
        Oracle.Holds(text.AsSpan().StartsWith(name), "a presented name is the beginning of what was presented");
        return outcome + (name.Length == text.Length);
    }

    private static string KeyInQuery(string text)
    {
        var query = text.StartsWith('?') ? text : "";
        var found = QueryKey.Find(query, "key");
        var pairs = query.Length == 0 ? [] : query[1..].Split('&').ToList();
        var at = pairs.Select(static (p, i) => (p, i)).Where(static p => p.p == "key" || p.p.StartsWith("key=", StringComparison.Ordinal)).Select(static p => p.i).ToList();
        Oracle.Same(Math.Min(2, at.Count), found.Count, "the parameter is found as often as it stands there");
        if (at.Count != 1) return $"{at.Count} {Math.Min(3, pairs.Count)}";
        Oracle.Same(pairs[at[0]].Length > 4 ? pairs[at[0]][4..] : "", found.Value(query), "its value is what follows the '='");
        pairs.RemoveAt(at[0]);
        var rest = string.Join('&', pairs);
        Oracle.Same(rest.Length == 0 ? "" : "?" + rest, found.Cut(query), "what is left is the others");
        return $"1 {at[0] == 0} {Math.Min(3, pairs.Count)}";
    }

    private static string Token(string text)
    {
        var reason = ParsedToken.TryRead(text, out var parsed);
        using var token = parsed;
        Oracle.Same(reason is null, token is not null, "a token or a reason");
        Bearer(text);
        if (token is null) return reason!;
        var parts = text.Split('.');
        Oracle.Same(3, parts.Length, "a token has three parts");
        foreach (var part in parts) Oracle.Same(part, Part(CompactToken.Decode(part)!), "each part has one spelling");
        using var header = JsonDocument.Parse(CompactToken.Decode(parts[0])!);
        using var payload = JsonDocument.Parse(CompactToken.Decode(parts[1])!);
        Once(header.RootElement);
        Once(payload.RootElement);
        foreach (var refused in (string[])["crit", "b64", "zip", "enc", "cty"]) Oracle.Holds(!header.RootElement.TryGetProperty(refused, out _), "nothing in the header changes what the rest means", refused);
        Oracle.Same(header.RootElement.GetProperty("alg").GetString(), token.Algorithm, "the algorithm is the header's");
        Oracle.Same(payload.RootElement.GetProperty("iss").GetString(), token.Issuer, "the issuer is the payload's");
        foreach (var (name, value) in ((string, long?)[])[("exp", token.ExpiresAt), ("nbf", token.NotBefore), ("iat", token.IssuedAt)])
        {
            Oracle.Same(payload.RootElement.TryGetProperty(name, out var element) ? element.GetInt64() : null, value, "a time is the payload's");
            Oracle.Holds(value is null or (>= 0 and < 253_370_764_800), "a time is one that dates can hold");
        }

        var scopes = ClaimValues.Read(token.Payload, "scope", splitText: true);
        Oracle.Holds(scopes.All(static s => s.Length > 0), "no scope is empty");
        return $"ok {token.KeyId is not null} {token.Type is not null} {token.ExpiresAt is not null} {Math.Min(2, scopes.Count)}";
    }

    private static string Part(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static void Bearer(string text)
    {
        var search = BearerCredential.Find(new StringValues($"Bearer {text}"));
        Oracle.Same(text.Contains(',', StringComparison.Ordinal), search.IsAmbiguous, "joined fields are ambiguous");
        Oracle.Same(text.Trim(' '), BearerCredential.Token($"bEARER {text}").ToString(), "the token is what follows the scheme");
    }

    private static void Once(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.Array) foreach (var item in element.EnumerateArray()) Once(item);
        if (element.ValueKind is not JsonValueKind.Object) return;
        HashSet<string> names = [];
        foreach (var member in element.EnumerateObject())
        {
            Oracle.Holds(names.Add(member.Name), "no member stands twice", member.Name);
            Once(member.Value);
        }
    }

    private static string KeyFile(byte[] bytes)
    {
        List<string> problems = [];
        var document = ApiKeyDocumentReader.Read(bytes, problems);
        Oracle.Same(document is null, problems.Count > 0, "a document or problems");
        if (document is null) return $"{problems.Count} {problems[0].Split(':')[^1].Split('(')[0][..Math.Min(12, problems[0].Split(':')[^1].Split('(')[0].Length)]}";
        var written = ApiKeyDocumentReader.Write(document);
        var again = ApiKeyDocumentReader.Read(written, problems);
        Oracle.Holds(again is not null, "what was written is read", string.Join(' ', problems));
        Oracle.Same(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(ApiKeyDocumentReader.Write(again!)), "what was written and read is the same");
        foreach (var entry in document.Keys)
        {
            var line = ApiKeyDocumentReader.WriteEntry(entry);
            Oracle.Holds(!line.Contains('\n', StringComparison.Ordinal) && ApiKeyDocumentReader.ReadEntry(line) is not null, "an entry is one line that is read again", line);
            Oracle.Holds(entry.Roles.Append(entry.Consumer).All(static n => n.All(static c => c is >= ' ' and <= '~')), "names can stand in a header", entry.Consumer);
        }

        return string.Create(CultureInfo.InvariantCulture, $"ok {Math.Min(3, document.Keys.Count)} {document.Keys.Any(static k => k.ExpiresAt is not null)}");
    }

    private static string KeySet(byte[] bytes)
    {
        try
        {
            var keys = KeySetDocument.Read(bytes);
            Oracle.Holds(keys.Count > 0, "at least one key");
            Oracle.Same(keys.Count, keys.Select(static k => k.Fingerprint).Distinct().Count(), "no key twice");
            using var document = JsonDocument.Parse(bytes);
            Oracle.Holds(document.RootElement.GetProperty("keys").GetArrayLength() >= keys.Count, "no more keys than the set has");
            foreach (var key in keys) Oracle.Holds(key.SecurityKey is not Microsoft.IdentityModel.Tokens.AsymmetricSecurityKey { PrivateKeyStatus: Microsoft.IdentityModel.Tokens.PrivateKeyStatus.Exists }, "no private key is taken");
            return $"{Math.Min(3, keys.Count)} {keys[0].Kind} {keys[0].KeyId is not null} {keys[0].Algorithm}";
        }
        catch (KeySourceException e)
        {
            return e.Message;
        }
    }
}
