using System.Text;
using System.Text.Json;

namespace Gateway.SecLang.Tests.Regex;

/// <summary>Values as rules see them, out of the requests of the Core Rule Set's own tests: paths, arguments, headers, bodies; raw and decoded.</summary>
internal static class CrsValues
{
    public static List<byte[]> Read()
    {
        var folder = Environment.GetEnvironmentVariable("GATEWAY_TEST_DATA");
        if (string.IsNullOrEmpty(folder)) Assert.Skip("GATEWAY_TEST_DATA is not set: it names the folder with crs-3.3.4-tests.jsonl, whose requests are the values to match.");
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(folder, "crs-3.3.4-tests.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            foreach (var stage in json.RootElement.GetProperty("stages").EnumerateArray()) AddRequest(values, Encoding.Latin1.GetString(stage.GetProperty("request_b64").GetBytesFromBase64()));
        }

        return [.. values.Where(v => v.Length <= 8192).Select(Encoding.Latin1.GetBytes)];
    }

    private static void AddRequest(HashSet<string> values, string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = end < 0 ? request : request[..end];
        var body = end < 0 ? "" : request[(end + 4)..];
        var lines = head.Split("\r\n");
        var target = lines[0].Split(' ') is [_, var second, ..] ? second : lines[0];
        var question = target.IndexOf('?', StringComparison.Ordinal);
        values.Add(lines[0]);
        values.Add(target);
        values.Add(question < 0 ? target : target[..question]);
        AddPairs(values, question < 0 ? "" : target[(question + 1)..]);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            values.Add(line[(colon + 1)..].Trim());
        }

        values.Add(body);
        AddPairs(values, body);
    }

    private static void AddPairs(HashSet<string> values, string text)
    {
        foreach (var pair in text.Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            values.Add(Decode(equals < 0 ? pair : pair[..equals]));
            if (equals < 0) continue;
            values.Add(pair[(equals + 1)..]);
            values.Add(Decode(pair[(equals + 1)..]));
            values.Add(Decode(pair[(equals + 1)..]).ToLowerInvariant());
        }
    }

    private static string Decode(string text)
    {
        var decoded = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                decoded.Append((char)Convert.ToInt32(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else decoded.Append(text[i] == '+' ? ' ' : text[i]);
        }

        return decoded.ToString();
    }
}
