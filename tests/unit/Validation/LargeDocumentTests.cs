using System.Diagnostics;
using System.Text;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.OpenApi;

namespace Gateway.UnitTests.Validation;

/// <summary>A document of 3 MB with thousands of operations is loaded in seconds, and a request to it costs no more than one to a small document.</summary>
public sealed class LargeDocumentTests(ITestOutputHelper output)
{
    private const int Operations = 6_000;

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    public void Load_ThreeMegabytes_InTimeAndMemory(string format)
    {
        var path = Path.Combine(Path.GetTempPath(), $"gateway-large-{Guid.NewGuid():N}.{format}");
        File.WriteAllText(path, format == "json" ? Json() : Yaml());
        try
        {
            Assert.InRange(new FileInfo(path).Length, 3_000_000, 6_000_000);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var watch = Stopwatch.StartNew();

            var contract = new ContractStore().Load(new ContractSettings(path, Path.GetTempPath(), "", null, AssertsFormats: true, ReadsResponses: true));

            watch.Stop();
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            Assert.Empty(contract.Findings);
            Assert.Equal(Operations, contract.Document!.Paths.Sum(p => p.Operations.Count));
            var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
            output.WriteLine($"{new FileInfo(path).Length >> 10} KiB of {format}: {watch.ElapsedMilliseconds} ms, {allocated >> 20} MiB allocated, {kept >> 20} MiB kept");
            // Three seconds on an idle machine; tests share theirs.
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
            Assert.InRange(kept, 0, 300 << 20);
            GC.KeepAlive(contract);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Json()
    {
        var text = new StringBuilder("""{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{""");
        for (var i = 0; i < Operations / 2; i++)
        {
            if (i > 0) text.Append(',');
            Append(text, """
                "/r@I/{id}":{"parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"integer","minimum":1}}],
                "get":{"operationId":"get@I","description":"DDDD","parameters":[{"name":"q","in":"query","schema":{"type":"string","maxLength":@NEXT}}],
                "responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"$ref":"#/components/schemas/S@MOD"}}}}}},
                "post":{"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/S@MOD"}}}},"responses":{"200":{"description":"ok"}}}}
                """, i);
        }

        text.Append('}').Append(Schemas());
        return text.ToString();
    }

    private static void Append(StringBuilder text, string template, int i) => text.Append(template
        .Replace("DDDD", new string('d', 450), StringComparison.Ordinal)
        .Replace("@NEXTMOD", $"{(i + 1) % 500}", StringComparison.Ordinal)
        .Replace("@SEVENMOD", $"{i * 7 % 500}", StringComparison.Ordinal)
        .Replace("@MOD", $"{i % 500}", StringComparison.Ordinal)
        .Replace("@NEXT", $"{i + 1}", StringComparison.Ordinal)
        .Replace("@I", $"{i}", StringComparison.Ordinal));

    private static string Schemas()
    {
        var text = new StringBuilder(""","components":{"schemas":{""");
        for (var i = 0; i < 500; i++)
        {
            if (i > 0) text.Append(',');
            Append(text, """
                "S@I":{"type":"object","required":["a"],"properties":{"a":{"type":"string","pattern":"^[a-z]+@I$"},"b":{"$ref":"#/components/schemas/S@NEXTMOD"},
                "c":{"type":"array","items":{"$ref":"#/components/schemas/S@SEVENMOD"}}}}
                """, i);
        }

        return text.Append("}}}").ToString();
    }

    private static string Yaml()
    {
        var text = new StringBuilder("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n");
        for (var i = 0; i < Operations / 2; i++)
        {
            Append(text, """
                  /r@I/{id}:
                    parameters:
                      - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
                    get:
                      operationId: get@I
                      description: DDDD
                      parameters:
                        - name: q
                          in: query
                          schema: {type: string, maxLength: @NEXT}
                      responses:
                        '200':
                          description: ok
                          content:
                            application/json:
                              schema:
                                $ref: '#/components/schemas/S@MOD'
                    post:
                      requestBody:
                        required: true
                        content:
                          application/json:
                            schema:
                              $ref: '#/components/schemas/S@MOD'
                      responses:
                        '200': {description: ok}

                """, i);
        }

        return text.Append("components: ").Append(Schemas()[""","components":""".Length..^1]).Append('\n').ToString();
    }
}
