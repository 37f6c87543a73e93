using System.Text;

namespace Gateway.SecLang.Testing;

/// <summary>
/// The bytes that go-ftw sends for the input of a test. Unless told not to it completes headers, escapes a form body that is written plainly, and gives multipart bodies the line
/// ends that they need: tests are written with these in mind.
/// </summary>
internal static class FtwRequest
{
    private const string Form = "application/x-www-form-urlencoded";

    public static byte[] Build(FtwMapping input)
    {
        if (input.Text("encoded_request") is { Length: > 0 } encoded) return Convert.FromBase64String(encoded);
        var method = input.Text("method") ?? "GET";
        var data = input.Text("encoded_data") is { } bytes ? Encoding.UTF8.GetString(Convert.FromBase64String(bytes)) : Data(input);
        var complete = input.Flag("autocomplete_headers") ?? !(input.Flag("stop_magic") ?? false);
        var headers = Headers(input);
        if (complete && data.Length > 0)
        {
            if (Value(headers, "Content-Type") is null) headers.Add(("Content-Type", Form));
            if (headers.Any(header => Is(header.Name, "Content-Type") && Is(header.Value, Form))) data = Escape(data);
        }

        if (headers.Any(header => Is(header.Name, "Content-Type") && header.Value.Contains("multipart/form-data;", StringComparison.OrdinalIgnoreCase)))
            data = data.Replace("\n", "\r\n", StringComparison.Ordinal);
        if (complete) Complete(headers, method, Encoding.UTF8.GetByteCount(data));
        var request = new StringBuilder($"{method} {input.Text("uri") ?? "/"} {input.Text("version") ?? "HTTP/1.1"}\r\n");
        foreach (var (name, value) in headers) request.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.UTF8.GetBytes(request.Append("\r\n").Append(data).ToString());
    }

    /// <summary>Older files have a sequence of lines.</summary>
    private static string Data(FtwMapping input) =>
        input.Text("data") ?? string.Join("\r\n", input.Items("data"));

    private static List<(string Name, string Value)> Headers(FtwMapping input)
    {
        var headers = new List<(string, string)>();
        foreach (var header in input.Mappings("ordered_headers")) headers.Add((header.Text("name") ?? "", header.Text("value") ?? ""));
        var mapping = input.Mapping("headers");
        foreach (var header in mapping.All) headers.Add((header.Key, mapping.Text(header.Key) ?? ""));
        return headers;
    }

    private static void Complete(List<(string Name, string Value)> headers, string method, int length)
    {
        if (Value(headers, "Connection") is null) headers.Add(("Connection", "close"));
        if (Value(headers, "Content-Length") is not null) return;
        if (length > 0 || method is "POST" or "PUT" or "PATCH" or "DELETE") headers.Add(("Content-Length", length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static string? Value(List<(string Name, string Value)> headers, string name) => headers.Find(header => Is(header.Name, name)).Value;

    private static bool Is(string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Escapes names and values of a form that has no escape yet.</summary>
    private static string Escape(string data)
    {
        if (data.AsSpan().IndexOfAny('%', '+') >= 0) return data;
        var escaped = new StringBuilder(data.Length * 2);
        // go-ftw drops what is empty behind the last separator.
        foreach (var pair in (data.EndsWith('&') ? data[..^1] : data).Split('&'))
        {
            if (escaped.Length > 0) escaped.Append('&');
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0) escaped.Append(Query(pair[..equals])).Append('=');
            escaped.Append(Query(pair[(equals + 1)..]));
        }

        return escaped.ToString();
    }

    private static string Query(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
