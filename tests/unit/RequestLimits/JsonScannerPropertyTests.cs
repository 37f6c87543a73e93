using System.Text;
using System.Text.Json;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Json;

namespace Gateway.UnitTests.RequestLimits;

/// <summary>The scanner against System.Text.Json's document model on documents that are random, and randomly damaged.</summary>
public sealed class JsonScannerPropertyTests
{
    private static readonly JsonLimits Limits = JsonLimits.From(new JsonLimitsOptions { MaxDepth = 64 });

    [Fact]
    public void Scanner_OnRandomDocuments_AgreesWithTheDocumentModel()
    {
        var random = new Random(7);
        var counts = new Dictionary<JsonVerdict, int>();
        for (var i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder();
            Write(text, random, 0);
            var json = Encoding.UTF8.GetBytes(text.ToString());
            if (random.Next(3) == 0) json = Damage(json, random);

            var expected = Expect(json);
            var verdict = JsonStructureScanner.Scan(json, Limits);
            Assert.True(expected == verdict, $"{expected} {verdict} {Convert.ToBase64String(json)} {Encoding.Latin1.GetString(json)}");
            counts[verdict] = counts.GetValueOrDefault(verdict) + 1;
        }

        Assert.InRange(counts[JsonVerdict.Valid], 2_000, 20_000);
        Assert.InRange(counts[JsonVerdict.DuplicateMember], 500, 20_000);
        Assert.InRange(counts[JsonVerdict.Malformed], 500, 20_000);
    }

    // With duplicates allowed the verdict has to be the document model's. Where a text has both a duplicate and damage, the scanner
    // stops at what it meets first, which the model cannot tell.
    private static JsonVerdict Expect(byte[] json)
    {
        var scanned = JsonStructureScanner.Scan(json, Limits with { AllowDuplicateMembers = true });
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = true });
            Assert.Equal(ReadsWhole(document.RootElement) ? JsonVerdict.Valid : JsonVerdict.Malformed, scanned);
        }
        catch (JsonException)
        {
            Assert.Equal(JsonVerdict.Malformed, scanned);
            return JsonStructureScanner.Scan(json, Limits) is JsonVerdict.DuplicateMember ? JsonVerdict.DuplicateMember : JsonVerdict.Malformed;
        }

        if (scanned is JsonVerdict.Malformed) return JsonStructureScanner.Scan(json, Limits);
        try
        {
            using var strict = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return JsonVerdict.Valid;
        }
        catch (JsonException)
        {
            return JsonVerdict.DuplicateMember;
        }
    }

    // GetString is where the document model finds bad UTF-8 and lone surrogates.
    private static bool ReadsWhole(JsonElement element)
    {
        try
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in element.EnumerateObject())
                        if (member.Name is null || !ReadsWhole(member.Value)) return false;
                    return true;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                        if (!ReadsWhole(item)) return false;
                    return true;
                case JsonValueKind.String:
                    return element.GetString() is not null;
                default:
                    return true;
            }
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Write(StringBuilder text, Random random, int depth)
    {
        switch (random.Next(depth > 5 ? 5 : 9))
        {
            case 0: text.Append("null"); break;
            case 1: text.Append(random.Next(2) == 0 ? "true" : "false"); break;
            case 2: text.Append(random.Next(-1000, 1000)).Append(random.Next(3) == 0 ? ".25e7" : ""); break;
            case 3 or 4: WriteString(text, random); break;
            case 5 or 6:
                text.Append('[');
                for (var i = random.Next(5); i > 0; i--)
                {
                    Write(text, random, depth + 1);
                    if (i > 1) text.Append(" ,");
                }

                text.Append(']');
                break;
            default:
                text.Append('{');
                for (var i = random.Next(5); i > 0; i--)
                {
                    WriteString(text, random);
                    text.Append(": ");
                    Write(text, random, depth + 1);
                    if (i > 1) text.Append(',');
                }

                text.Append('}');
                break;
        }
    }

    private static void WriteString(StringBuilder text, Random random)
    {
        string[] pieces = ["a", "b", "c", "\\u0061", "\\u0062", "\\n", "\\\\", "é", "😀", "\\ud83d\\ude00", "key", "1", "z"];
        text.Append('"');
        for (var i = random.Next(4); i > 0; i--) text.Append(pieces[random.Next(pieces.Length)]);
        if (random.Next(300) == 0) text.Append("\\ud800");
        text.Append('"');
    }

    private static byte[] Damage(byte[] json, Random random)
    {
        var damaged = json.ToList();
        var at = random.Next(damaged.Count);
        switch (random.Next(3))
        {
            case 0: damaged.RemoveAt(at); break;
            case 1: damaged[at] = (byte)random.Next(256); break;
            default: damaged.Insert(at, (byte)"{}[],:\"\\/u\u0080\n"[random.Next(12)]); break;
        }

        return [.. damaged];
    }
}
