using System.Text;
using System.Text.Json;
using Gateway.SecLang.Testing;

namespace Gateway.SecLang.Tests.Testing;

public sealed class FtwTestTests
{
    /// <summary>What a YAML parser without types gives for the same text.</summary>
    private static object? Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Node(document.RootElement);
    }

    private static object? Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(member => (object)member.Name, member => Node(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Node).ToList(),
        JsonValueKind.Null => null,
        _ => element.ToString(),
    };

    private static string Request(string input) =>
        Encoding.UTF8.GetString(FtwTest.Read(Parse("""{"rule_id":1,"tests":[{"test_id":1,"stages":[{"output":{"status":200},"input":""" + input + "}]}]}"), "f.yaml")[0].Stages[0].Request);

    [Fact]
    public void File_OfCrs4_HasItsTests()
    {
        var tests = FtwTest.Read(Parse("""
            {"meta":{"author":"x"},"rule_id":920100,"tests":[
              {"test_id":1,"desc":"d","stages":[
                {"input":{"uri":"/a"},"output":{"log":{"expect_ids":[920100,920101],"no_expect_ids":[1]}}},
                {"input":{},"output":{"status":400,"expect_error":"True","log":{"match_regex":"x","no_match_regex":"y"}}}]},
              {"test_id":2,"stages":[{"input":{"encoded_request":"R0VU"},"output":{"response_contains":"z"}}]}]}
            """), "920100.yaml");
        Assert.Equal(["920100-1", "920100-2"], tests.Select(test => test.Name));
        Assert.Equal([920100, 920101], tests[0].Stages[0].Expectation.Ids);
        Assert.Equal([1], tests[0].Stages[0].Expectation.NotIds);
        Assert.True(tests[0].Stages[0].Expectation.IsAboutRules);
        Assert.Equal("GET /a HTTP/1.1\r\nConnection: close\r\n\r\n"u8, tests[0].Stages[0].Request);
        var server = tests[0].Stages[1].Expectation;
        Assert.Equal((false, true, "x", "y"), (server.IsAboutRules, server.ExpectsError, server.LogPattern, server.NoLogPattern));
        Assert.Equal([400], server.Status);
        Assert.Equal("GET"u8, tests[1].Stages[0].Request);
        Assert.Equal("z", tests[1].Stages[0].Expectation.ResponseContains);
    }

    [Fact]
    public void File_OfCrs3_HasItsTests()
    {
        var tests = FtwTest.Read(Parse("""
            {"meta":{"enabled":"false"},"tests":[{"test_title":"911100-1","stages":[{"stage":{"input":{"method":"TEST","stop_magic":"true"},
              "output":{"log_contains":"id \"911100\"","no_log_contains":"id:942100","status":["403","400"]}}},
              {"stage":{"input":{},"output":{"log_contains":"something"}}}]}]}
            """), "911100.yaml");
        var test = Assert.Single(tests);
        Assert.Equal(("911100-1", false), (test.Name, test.Enabled));
        Assert.Equal([911100], test.Stages[0].Expectation.Ids);
        Assert.Equal([942100], test.Stages[0].Expectation.NotIds);
        Assert.Equal([403, 400], test.Stages[0].Expectation.Status);
        Assert.Equal("TEST / HTTP/1.1\r\n\r\n"u8, test.Stages[0].Request);
        Assert.Equal("something", test.Stages[1].Expectation.LogPattern);
    }

    [Theory]
    [InlineData("""{"method":"POST","data":"a=b c&d&e=<&"}""", "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: 13\r\n\r\na=b+c&d&e=%3C")]
    [InlineData("""{"method":"POST","data":"a=%20 b"}""", "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: 7\r\n\r\na=%20 b")]
    [InlineData("""{"method":"POST","data":"a b","headers":{"content-type":"text/plain","Connection":"x"}}""", "POST / HTTP/1.1\r\ncontent-type: text/plain\r\nConnection: x\r\nContent-Length: 3\r\n\r\na b")]
    [InlineData("""{"method":"POST"}""", "POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("""{"version":"HTTP/1.0","autocomplete_headers":"false","ordered_headers":[{"name":"A","value":"1"},{"name":"A","value":"2"}],"data":"x y"}""", "GET / HTTP/1.0\r\nA: 1\r\nA: 2\r\n\r\nx y")]
    [InlineData("""{"headers":{"Content-Type":"multipart/form-data; boundary=b","Content-Length":"1"},"data":"--b\nx"}""", "GET / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1\r\nConnection: close\r\n\r\n--b\r\nx")]
    [InlineData("""{"data":["a=1","b=%20"]}""", "GET / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: 10\r\n\r\na=1\r\nb=%20")]
    public void Request_OfAnInput_IsWhatGoFtwSends(string input, string request) => Assert.Equal(request, Request(input));

    [Theory]
    [InlineData("[]", "no mapping")]
    [InlineData("{}", "no tests")]
    [InlineData("""{"tests":[{"test_id":3}]}""", "x-3 has no stages")]
    public void File_WithoutTests_IsAnErrorThatNamesIt(string json, string reason)
    {
        var error = Assert.Throws<FormatException>(() => FtwTest.Read(Parse(json), "x.yaml"));
        Assert.StartsWith("x.yaml: ", error.Message);
        Assert.Contains(reason, error.Message);
    }
}
