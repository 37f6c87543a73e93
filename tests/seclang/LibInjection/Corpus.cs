using System.Text;
using System.Text.Json;

namespace Gateway.SecLang.Tests.LibInjection;

/// <summary>Values from test data that is not part of this repository; each reader skips when its folder is not named.</summary>
internal static class Corpus
{
    private static readonly byte[] Separators = [.. "&?=\r\n; "u8];

    /// <summary>One folder of libinjection's data/: a value a line, raw or percent-encoded.</summary>
    public static List<(string File, byte[] Value)> LibInjection()
    {
        var folder = Folder("GATEWAY_LIBINJECTION_DATA", "libinjection's folder data/");
        var values = new List<(string File, byte[] Value)>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal))
            foreach (var line in Encoding.Latin1.GetString(File.ReadAllBytes(file)).Split('\n'))
                if (line.Length > 0 && line[0] != '#') values.Add((Path.GetFileName(file), Encoding.Latin1.GetBytes(line)));
        return values;
    }

    /// <summary>The requests of the CRS tests, whole and in the parts that an argument may be.</summary>
    public static IEnumerable<byte[]> Crs()
    {
        foreach (var line in File.ReadLines(Path.Combine(TestData(), "crs-3.3.4-tests.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            foreach (var stage in json.RootElement.GetProperty("stages").EnumerateArray())
                foreach (var part in Parts(stage.GetProperty("request_b64").GetBytesFromBase64())) yield return part;
        }
    }

    /// <summary>The operator cases of the language tests: name, input, and what must come out.</summary>
    public static List<(string Id, string Operator, byte[] Input, bool Match)> Operators()
    {
        var cases = new List<(string Id, string Operator, byte[] Input, bool Match)>();
        foreach (var line in File.ReadLines(Path.Combine(TestData(), "secrules-tests.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var name = root.GetProperty("type").GetString() == "op" ? root.GetProperty("name").GetString()! : "";
            cases.Add((root.GetProperty("id").GetString()!, name, root.GetProperty("input_b64").GetBytesFromBase64(), root.GetProperty("ret").ValueKind == JsonValueKind.Number && root.GetProperty("ret").GetInt32() == 1));
        }

        return cases;
    }

    /// <summary>The value, its lines and its arguments; each as it is and decoded.</summary>
    public static IEnumerable<byte[]> Parts(byte[] value)
    {
        yield return value;
        yield return Decode(value);
        for (var separators = 1; separators <= Separators.Length; separators++)
        {
            var start = 0;
            for (var i = 0; i <= value.Length; i++)
            {
                if (i < value.Length && !Separators.AsSpan(0, separators).Contains(value[i])) continue;
                if (i > start)
                {
                    var part = value[start..i];
                    yield return part;
                    yield return Decode(part);
                }

                start = i + 1;
            }
        }
    }

    public static byte[] Decode(byte[] value)
    {
        var decoded = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '%' && i + 2 < value.Length && char.IsAsciiHexDigit((char)value[i + 1]) && char.IsAsciiHexDigit((char)value[i + 2]))
            {
                decoded.Add(Convert.FromHexString(Encoding.ASCII.GetString(value, i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                decoded.Add(value[i] == '+' ? (byte)' ' : value[i]);
            }
        }

        return [.. decoded];
    }

    private static string TestData() => Folder("GATEWAY_TEST_DATA", "the folder with crs-3.3.4-tests.jsonl and secrules-tests.jsonl");

    private static string Folder(string variable, string what)
    {
        var folder = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(folder)) Assert.Skip($"{variable} is not set: it names {what}, whose values are compared with libinjection's answers.");
        return folder;
    }
}
