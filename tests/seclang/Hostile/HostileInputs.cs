using System.Text;
using Gateway.SecLang.Testing;

namespace Gateway.SecLang.Tests.Hostile;

/// <summary>Requests of any size that are made to cost: what backtracking engines fall for, what transformations expand, what every literal of the rules stands in, and what has many parts.</summary>
internal static class HostileInputs
{
    /// <summary>Pieces that are repeated to the size asked for.</summary>
    private static readonly (string Name, string Piece, string End)[] Repeated =
    [
        ("a", "a", "!"), ("A", "A", "!"), ("digits", "1", "x"), ("spaces", " ", "x"), ("line feeds", "\n", "x"), ("nul", "\0", "x"), ("dots", ".", "x"), ("quotes", "'", ""), ("double quotes", "\"", ""), ("back ticks", "`", ""),
        ("equals", "=", "x"), ("less", "<", ">"), ("open", "(", ")"), ("open brackets", "[", "]"), ("braces", "{", "}"), ("dollar open", "$(", ")"), ("semicolons", ";", "x"), ("pipes", "|", "x"), ("commas", "1,", "x"),
        ("escapes", "%25", ""), ("double escapes", "%2525", ""), ("wide escapes", "%u0041", ""), ("entities", "&#x41;", ""), ("long entity", "&#0", ""), ("open entities", "&#", ""), ("js escapes", "\\u0041", ""), ("css escapes", "\\41 ", ""), ("backslashes", "\\", "x"), ("octal", "\\101", ""),
        ("comments", "/*", ""), ("whole comments", "/**/", ""), ("comment ends", "*/", ""), ("dashes", "-", ""), ("hashes", "#", ""), ("up", "../", "etc/passwd"), ("up windows", "..\\", "boot.ini"), ("slashes", "/", "x"), ("utf8", "\u00e9\u4e2d", ""), ("high", "\u00ff", ""),
        ("select", "select ", "from"), ("union", "union all ", "select"), ("or", "1 or ", "1=1"), ("or quotes", "' or '1'='1", ""), ("hex", "0x41", ""), ("numbers", "1.e1.e1", ""), ("functions", "chr(", ")"), ("nested tags", "<a href=", ">"), ("script", "<script ", ">"), ("events", " onx=", ">"), ("attributes", "a=b ", ">"),
        ("style", "style=x ", "expression("), ("urls", "http://", "x"), ("hosts", "http://a.b.c.d/", ""), ("shell", ";cat /etc/", "passwd"), ("quoted shell", "c'a't ", ""), ("variables", "$IFS", ""), ("php", "<?php ", "?>"), ("php functions", "eval(base64_decode(", ")"), ("php variables", "$_GET[", "]"), ("serialized", "O:1:\"a\":1:{", "}"),
        ("headers", "%0d%0aX: ", ""), ("emails", "a@b.c\n", ""), ("words", "the quick brown fox jumps over ", ""), ("java", "java.lang.", "Runtime"), ("ldap", "(&(uid=*)", ")"), ("templates", "{{7*7}}", ""), ("jndi", "${jndi:${lower:", "}}"), ("if", "if(", ")"), ("having", "having 1 like ", "1"), ("a b", "ab ", "="), ("case", "case when ", "end"),
        ("sleep", "sleep(1),", ")"), ("dots and words", "a.", "b"), ("file names", "a.php.", "x"), ("base64", "TVqQAAMA", ""), ("ranges", "1-2,", ""), ("ip", "1.2.3.4 ", ""), ("mixed", "a'\"`<>;&|$(){}[]\\/*-#=%+,.:!@^~? \n", ""),
    ];

    /// <summary>A name and a maker of the request with about so many hostile bytes.</summary>
    public static IEnumerable<(string Name, Func<int, RawRequest> Make)> All()
    {
        foreach (var (name, piece, end) in Repeated) yield return (name, size => Form("x=" + Escape(Repeat(piece, size) + end)));
        yield return ("many arguments", size => Form(string.Join('&', Enumerable.Range(0, size / 4).Select(_ => "a=1"))));
        yield return ("many names", size => Form(string.Join('&', Enumerable.Range(0, size / 9).Select(i => $"n{i:d5}=1"))));
        yield return ("long name", size => Form(Repeat("a", size) + "=1"));
        yield return ("long names", size => Form(string.Join('&', Enumerable.Range(0, 8).Select(i => Repeat("a", size / 8) + i + "=1"))));
        yield return ("deep arrays", size => Json(Repeat("[", size)));
        yield return ("deep objects", size => Json(Repeat("{\"a\":", size)));
        yield return ("array of arrays", size => Json("[" + string.Join(',', Enumerable.Repeat("[[[1]]]", size / 8)) + "]"));
        yield return ("array of texts", size => Json("[" + string.Join(',', Enumerable.Repeat("\"<a'\"", size / 6)) + "]"));
        yield return ("json escapes", size => Json("{\"a\":\"" + Repeat("\\u0027", size) + "\"}"));
        yield return ("json names", size => Json("{" + string.Join(',', Enumerable.Range(0, size / 12).Select(i => $"\"a{i:d5}\":1")) + "}"));
        yield return ("xml elements", size => Xml(Repeat("<a>", size)));
        yield return ("xml attributes", size => Xml("<a" + Repeat(" b=\"'\"", size) + "/>"));
        yield return ("xml open attributes", size => Xml(Repeat("<a b=\"", size)));
        yield return ("xml text", size => Xml("<a>" + Repeat("' or 1=1 ", size) + "</a>"));
        yield return ("xml comments", size => Xml(Repeat("<!-- ", size)));
        yield return ("xml types", size => Xml(Repeat("<!x[>", size)));
        yield return ("cookies", size => Raw("GET / HTTP/1.1", "", "Cookie: " + Repeat("a='; ", size)));
        yield return ("long cookie", size => Raw("GET / HTTP/1.1", "", "Cookie: a=" + Repeat("'\"<;=", size).Replace(";", ",", StringComparison.Ordinal)));
        yield return ("many headers", size => Raw("GET / HTTP/1.1", "", [.. Enumerable.Range(0, size / 12).Select(i => $"X-H{i:d5}: ' ")]));
        yield return ("long header", size => Raw("GET / HTTP/1.1", "", "X-A: " + Repeat("' or 1=1 ", size)));
        yield return ("long path", size => Raw("GET /" + Repeat("a/../", size) + " HTTP/1.1", ""));
        yield return ("long query", size => Raw("GET /?x=" + Repeat("%27%22%3c", size) + " HTTP/1.1", ""));
        yield return ("multipart fields", size => Multipart(string.Concat(Enumerable.Range(0, size / 60).Select(_ => "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n'\r\n"))));
        yield return ("multipart dashes", size => Multipart("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" + Repeat("--", size) + "\r\n"));
        yield return ("multipart folding", size => Multipart("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n" + Repeat(" x\r\n", size)));
        var values = Attacks();
        yield return ("attacks in one", size => Form("x=" + Escape(Cut(values, " ", size))));
        yield return ("attacks one by one", size => Form(string.Join('&', Pieces(values, size).Select((v, i) => $"a{i}={Escape(v)}"))));
        yield return ("attacks in json", size => Json("[" + string.Join(',', Pieces(values, size).Select(v => System.Text.Json.JsonSerializer.Serialize(v))) + "]"));
        yield return ("attacks in cookies", size => Raw("GET / HTTP/1.1", "", "Cookie: " + string.Join("; ", Pieces(values, size).Select((v, i) => $"c{i}={v.ReplaceLineEndings(" ")}"))));
        yield return ("attacks in the path", size => Raw("GET /" + Escape(Cut(values, "/", size)) + " HTTP/1.1", ""));
    }

    private static string Repeat(string piece, int size) => new StringBuilder(size + piece.Length).Insert(0, piece, Math.Max(1, size / Encoding.UTF8.GetByteCount(piece))).ToString();

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length * 2);
        foreach (var b in Encoding.Latin1.GetBytes(text)) escaped.Append(b is (byte)'%' or (byte)'&' or (byte)'+' or (byte)'=' or < 33 or > 126 ? $"%{b:x2}" : ((char)b).ToString());
        return escaped.ToString();
    }

    private static string Cut(List<string> values, string between, int size)
    {
        var text = string.Join(between, values);
        while (text.Length < size) text += between + text;
        return text[..size];
    }

    private static List<string> Pieces(List<string> values, int size)
    {
        var pieces = new List<string>();
        for (var (i, left) = (0, size); left > 0; i++)
        {
            pieces.Add(values[i % values.Count]);
            left -= pieces[^1].Length + 4;
        }

        return pieces;
    }

    /// <summary>The arguments of the attacks in the Core Rule Set's tests.</summary>
    private static List<string> Attacks() =>
        [.. Regex.CrsValues.Read().Select(Encoding.Latin1.GetString).Where(v => v.Length is > 4 and < 200 && v.Any(c => c is '\'' or '"' or '<' or '>' or '(' or ')' or ';' or '|' or '$')).Distinct().OrderBy(v => (uint)v.Length * 2654435761u).ThenBy(v => v, StringComparer.Ordinal)];

    private static RawRequest Form(string body) => Raw("POST /a HTTP/1.1", body, "Content-Type: application/x-www-form-urlencoded");

    private static RawRequest Json(string body) => Raw("POST /a HTTP/1.1", body, "Content-Type: application/json");

    private static RawRequest Xml(string body) => Raw("POST /a HTTP/1.1", body, "Content-Type: text/xml");

    private static RawRequest Multipart(string parts) => Raw("POST /a HTTP/1.1", parts + "--b--\r\n", "Content-Type: multipart/form-data; boundary=b");

    private static RawRequest Raw(string line, string body, params string[] headers)
    {
        var bytes = Encoding.Latin1.GetBytes(body);
        var head = $"{line}\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\nContent-Length: {bytes.Length}\r\n{string.Join("\r\n", headers)}{(headers.Length > 0 ? "\r\n" : "")}\r\n";
        return RawRequest.Parse([.. Encoding.Latin1.GetBytes(head), .. bytes]);
    }
}
