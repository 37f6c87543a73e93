using System.Text;
using Gateway.Fuzz.Engine;
using Gateway.SecLang;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Testing;

namespace Gateway.Fuzz.Targets;

/// <summary>Requests as rules see them.</summary>
internal static class SecLangRequestTargets
{
    /// <summary>Rules with a bit of everything; <c>GATEWAY_FUZZ_RULES</c> names files to load instead, separated by semicolons, for a long run with a whole rule set.</summary>
    private const string Rules = """
        SecRuleEngine DetectionOnly
        SecResponseBodyAccess On
        SecAction "id:1,phase:1,pass,nolog,setvar:tx.level=2,initcol:ip=%{remote_addr}"
        SecRule TX:level "@lt 2" "id:2,phase:1,pass,nolog,skipAfter:LOW"
        SecRule REQUEST_HEADERS:Content-Type "@rx xml" "id:3,phase:1,pass,nolog,t:lowercase,ctl:requestBodyProcessor=XML"
        SecRule REQUEST_HEADERS:Content-Type "@rx json" "id:4,phase:1,pass,nolog,t:lowercase,ctl:requestBodyProcessor=JSON"
        SecRule ARGS|ARGS_NAMES|REQUEST_COOKIES|!REQUEST_COOKIES:/^_/|XML:/* "@rx (?i)(select)\s+(\w+)|union.{0,20}all|['\"]\s*or\b" "id:10,phase:2,block,capture,t:none,t:urlDecodeUni,t:htmlEntityDecode,t:jsDecode,msg:'%{tx.0}',logdata:'%{matched_var_name}: %{tx.1} %{tx.2}',setvar:tx.score=+5"
        SecRule ARGS|REQUEST_URI|REQUEST_BODY "@pm /etc passwd cmd.exe <script" "id:11,phase:2,pass,capture,t:normalizePath,t:lowercase,msg:'%{tx.0}',chain"
        SecRule MATCHED_VARS "@rx etc/(\w+)" "t:cmdLine,capture,setvar:'tx.seen_%{tx.1}=1'"
        SecRule ARGS|REQUEST_HEADERS "@rx <(?:s|/)\w+" "id:12,phase:2,pass,multiMatch,t:urlDecode,t:htmlEntityDecode,t:removeWhitespace"
        SecRule ARGS "@detectSQLi" "id:13,phase:2,pass,capture,msg:'%{tx.0}',setvar:tx.score=+1,setvar:ip.n=+1,expirevar:ip.n=60"
        SecRule ARGS "@detectXSS" "id:14,phase:2,pass,t:utf8toUnicode,t:urlDecodeUni"
        SecRule &ARGS:a "@ge 2" "id:15,phase:2,pass,ctl:ruleRemoveTargetById=10;ARGS:a,ctl:ruleRemoveById=12"
        SecRule ARGS:/^x/|FILES|FILES_NAMES|MULTIPART_PART_HEADERS "!@rx ^[\w.-]*$" "id:16,phase:2,pass"
        SecRule REQUEST_BODY|REQUEST_URI_RAW "@rx (\w)\1{3}(?!x)" "id:17,phase:2,pass,capture,msg:'%{tx.1}'"
        SecRule TX:/^seen_/ "@eq 1" "id:18,phase:2,pass"
        SecRule ARGS_NAMES "@within a|b|%{tx.score}" "id:19,phase:2,pass,t:lowercase,t:trim"
        SecRule ARGS|REQUEST_COOKIES "@validateByteRange 32-126" "id:20,phase:2,pass,t:urlDecodeUni"
        SecRule REQBODY_ERROR|MULTIPART_STRICT_ERROR|MULTIPART_UNMATCHED_BOUNDARY "!@eq 0" "id:21,phase:2,pass,msg:'%{reqbody_error_msg}'"
        SecMarker LOW
        SecRule RESPONSE_BODY "@rx error: (\w+)" "id:30,phase:4,pass,capture,msg:'%{tx.1}'"
        SecRule TX:score "@ge 5" "id:31,phase:5,pass,msg:'%{tx.score} %{ip.n}'"
        """;

    private static readonly Lazy<(RuleSet With, RuleSet Without)> Sets = new(static () => (Load(true), Load(false)));

    private static readonly Grammar Bodies = new(
        ("body", ["\n<form>", "application/x-www-form-urlencoded\n<form>", "application/json\n<json>", "text/xml\n<xml>", "multipart/form-data; boundary=b\n<parts>", "multipart/form-data; boundary=\"b\"\n<parts>", "multipart/form-data;boundary\n<parts>", "<words>\n<form>"]),
        ("form", ["a=1", "<words>=<words>", "<form>&<form>", "=", "&&", "%61=<words>", "a"]),
        ("json", ["1", "{\"<words>\":<json>}", "[<json>,<json>]", "{\"a\":<json>,\"a\":<json>}", "\"<words>\"", "[", "{", "null", "1e5", "-", "\"\\u0041\\\"\"", "\"\\ud800\"", "[]", "{}", "tru", " <json> ", "[<json>]]"]),
        ("xml", ["<a/>", "<a b=\"<words>\"><xml></a>", "<words>", "<![CDATA[<words>]]>", "<!-- <words> -->", "<?x <words>?>", "<!DOCTYPE a [<!ENTITY x \"<words>\">]>", "&lt;&#65;&#x41;&x;", "<a b=<words>>", "</a>", "<a b='<words>", "<xml><xml>", "<"]),
        ("parts", ["--b--\r\n", "--b\r\n<headers>\r\n<words>\r\n<parts>", "--b\r\n<headers>\r\n<words>\r\n<parts>", "--b\n<headers>\n<words>\n--b--\n", "<words>\r\n<parts>", "--b\r\n<parts>", "--c\r\n<parts>", "", "--b"]),
        ("headers", ["Content-Disposition: form-data; name=\"<words>\"\r\n", "Content-Disposition: form-data; name=\"a\"; filename=\"<words>\"\r\n<header>", "<header><headers>", "Content-Disposition: form-data; name=a; filename*=UTF-8''<words>\r\n", "content-disposition:form-data;name='a'\r\n", " <words>\r\n"]),
        ("header", ["Content-Type: text/plain\r\n", "X: <words>\r\n", "<words>\r\n", " folded\r\n", ":\r\n", ""]),
        ("words", ["a", "b", "<words> <words>", "select x", "' or 1", "<script", "../etc/passwd", "%27", "%u0041", "\"", "\\", "\0", "\u00e9", "aaaa", "&lt;s", "=", ";", ""]));

    private static readonly Grammar Requests = new(
        ("request", ["GET <target> HTTP/1.1\r\n<fields>\r\n", "POST <target> HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n<fields>\r\n<form>", "POST / HTTP/1.1\r\nContent-Type: application/json\r\n<fields>\r\n<json>", "POST / HTTP/1.1\r\nContent-Type: text/xml\r\n\r\n<a b=\"<words>\"><words></a>", "POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"<words>\"; filename=\"<words>\"\r\n\r\n<words>\r\n--b--\r\n", "<words>"]),
        ("target", ["/", "/<words>", "/?<form>", "/a?<form>", "http://h/<words>?<form>#x", "<words>", "*", "//a/../b?a=1&a=2"]),
        ("fields", ["Host: a\r\n", "<fields>Cookie: <words>=<words>; _a=<words>\r\n", "<fields>User-Agent: <words>\r\n", "<fields>Referer: <words>\r\n", "<fields>Cookie: a\r\n", "<fields>: x\r\n"]),
        ("form", ["a=1", "<words>=<words>", "<form>&<form>", "x1=<words>", "a=<words>&a=<words>", "a"]), ("json", ["1", "{\"<words>\":\"<words>\"}", "[<json>,<json>]", "{\"a\":<json>}", "["]),
        ("words", ["a", "<words><words>", "<words> <words>", "select x", "SELECT%20y", "union all", "' or 1=1", "<script>", "%3Cscript%3e", "&lt;script", "/etc/passwd", "/./etc//x", "cmd.exe", "%u0027", "\\x27", "\"", "%00", "\u00e9", "aaaa", "1", "a|b", "<s", "-", "error: x"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "seclang-bodies", "the same values however a body is cut", [typeof(RequestCollector), typeof(MultipartReader), typeof(JsonFlattener), typeof(XmlText), typeof(UrlEncodedReader), typeof(CookieReader)], Bodies,
            ["application/json\n{\"a\":[1,{\"b\":null}]}", "text/xml\n<a b=\"c\">d</a>", "multipart/form-data; boundary=b\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n", "application/x-www-form-urlencoded\na=1&b=%41"], static b => Read(b)) with { MaxLength = 6000 },
        FuzzTarget.Of(
            "seclang-transactions", "the same matches with the scan and without, and again in the same transaction", [typeof(RawRequest), typeof(Transaction)], Requests,
            ["GET /?a=select%20x HTTP/1.1\r\nHost: a\r\nCookie: b=' or 1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"a\":\"<script>\"}", "GET /?a=/etc/passwd&a=1 HTTP/1.1\r\n\r\n"], static b => Run(b)) with { MaxLength = 2048 },
    ];

    private static RuleSet Load(bool optimized)
    {
        var files = Environment.GetEnvironmentVariable("GATEWAY_FUZZ_RULES");
        var load = RuleSet.Load(files is null ? new RuleSetOptions { Before = Rules, Recommended = false, Optimized = optimized }
            : new RuleSetOptions { Files = files.Split(';'), Before = "SecRuleEngine DetectionOnly\nSecAction \"id:900000,phase:1,nolog,pass,setvar:tx.paranoia_level=4,setvar:tx.blocking_paranoia_level=4\"", Optimized = optimized });
        return load.RuleSet ?? throw new InvalidOperationException(string.Join('\n', load.Errors));
    }

    private static string Read(byte[] input)
    {
        var end = input.AsSpan().IndexOf((byte)'\n');
        var (type, body) = end < 0 ? ([], input) : (input[..end], input[(end + 1)..]);
        var whole = Collect(type, body, body.Length, out var size);
        foreach (var cut in Inputs.Cuts(body).Take(12)) Oracle.Same(whole, Collect(type, body, cut, out _), "the same values however a body is cut");
        var lines = whole.Split('\n');
        return $"{Array.Find(lines, static l => l.StartsWith("ReqbodyErrorMsg", StringComparison.Ordinal))} {Array.Find(lines, static l => l.StartsWith("ReqbodyProcessor ", StringComparison.Ordinal))} {Math.Min(size / 4, 12)}";
    }

    private static string Collect(byte[] type, byte[] body, int cut, out int size)
    {
        using var table = new ValueTable();
        using var collector = new RequestCollector(table);
        collector.Line("POST"u8, "/"u8, "HTTP/1.1"u8);
        collector.Header("Content-Type"u8, type);
        collector.EndHead(BodySettings.Default);
        if (type.AsSpan().IndexOf("xml"u8) >= 0) collector.Body.Change(BodyProcessor.Xml);
        if (type.AsSpan().IndexOf("json"u8) >= 0) collector.Body.Change(BodyProcessor.Json);
        collector.Body.Append(body.AsSpan(0, cut));
        collector.Body.Append(body.AsSpan(cut));
        collector.Body.End();
        Oracle.Holds(!table.Overflowed, "a small body does not overflow");
        var all = new StringBuilder();
        for (var collection = Collection.None; (int)collection < CollectionNames.Count; collection++)
            foreach (var index in table.Of(collection)) all.Append(collection).Append(' ').Append(Inputs.Latin(table.NameOf(index).ToArray())).Append('=').Append(Inputs.Latin(table.ValueOf(index).ToArray())).Append('\n');
        size = table.Count;
        return all.ToString();
    }

    private static string Run(byte[] input)
    {
        var request = RawRequest.Parse(input);
        var (with, without) = Sets.Value;
        var matches = Matches(without, request, out var number);
        Oracle.Same(matches, Matches(with, request, out _), "the same matches with the scan and without");
        Oracle.Same(matches, Matches(with, request, out _), "the same matches in a transaction that was used before");
        return $"{number} {string.Join(' ', matches.Split('\n').Select(static m => m.Split(' ')[0]))}";
    }

    private static string Matches(RuleSet rules, RawRequest request, out int number)
    {
        using var transaction = rules.Begin();
        new ConnectionFacts { RemoteAddress = "127.0.0.1"u8, UniqueId = "x"u8 }.AddTo(transaction.Values);
        transaction.Request.Head(request.Head, transaction.BodySettings);
        transaction.Run(1);
        transaction.Request.Body.Append(request.Body);
        transaction.Request.Body.End();
        transaction.Run(2);
        transaction.Response.Line("HTTP/1.1"u8, 200, "OK"u8);
        transaction.Response.Header("Content-Type"u8, "text/plain"u8);
        transaction.Response.EndHead();
        transaction.Run(3);
        transaction.Response.Body(request.Body, limitExceeded: false);
        transaction.Run(4);
        transaction.Run(5);
        number = transaction.Matches.Count;
        // What counts over requests differs from one to the next.
        return string.Join('\n', transaction.Matches.Where(static m => m.Rule.Id != 31).Select(static m => $"{m.Rule.Id} {m.Message} {m.LogData} {string.Join(',', m.Targets)}"));
    }
}
