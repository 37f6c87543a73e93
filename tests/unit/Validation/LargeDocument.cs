using System.Text;

namespace Gateway.UnitTests.Validation;

/// <summary>An OpenAPI document of more than 3 MB with thousands of operations, or a small one of the same make.</summary>
internal static class LargeDocument
{
    public const int Operations = 6_000;

    public static string Json(int operations = Operations)
    {
        var text = new StringBuilder("""{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{""");
        for (var i = 0; i < operations / 2; i++)
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

    public static string Yaml(int operations = Operations)
    {
        var text = new StringBuilder("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n");
        for (var i = 0; i < operations / 2; i++)
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
