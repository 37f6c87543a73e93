namespace Gateway.UnitTests.JsonSchema;

/// <summary>Schemas with instances that keep them (+) or not (-), by group of keywords.</summary>
internal static class KeywordCases
{
    public static readonly Dictionary<string, (string Schema, string[] Cases)[]> Groups = new()
    {
        ["type"] =
        [
            ("""{"type":"null"}""", ["+ null", "- false", "- 0", "- \"\"", "- {}", "- []"]),
            ("""{"type":"boolean"}""", ["+ true", "+ false", "- null", "- \"true\"", "- 1"]),
            ("""{"type":"integer"}""", ["+ 1", "+ -0", "+ 1.0", "+ 1e3", "+ 10e-1", "- 1.5", "- 1e-1", "- \"1\"", "+ 123456789012345678901234567890", "- 0.1000000000000000000000000001", "+ 1e400"]),
            ("""{"type":"number"}""", ["+ 1", "+ 1.5", "+ 1e400", "- \"1\"", "- true"]),
            ("""{"type":"string"}""", ["+ \"\"", "+ \"\\u0041\"", "- 1", "- null"]),
            ("""{"type":"object"}""", ["+ {}", "+ {\"a\":[{}]}", "- []"]),
            ("""{"type":"array"}""", ["+ []", "+ [1,[2]]", "- {}"]),
            ("""{"type":["string","integer"]}""", ["+ \"a\"", "+ 1", "- 1.5", "- null"]),
            ("""{"type":["integer","number"]}""", ["+ 1.5", "+ 1", "- \"\""]),
            ("true", ["+ null", "+ {\"a\":1}"]),
            ("false", ["- null", "- {\"a\":1}", "- [1]"]),
        ],
        ["const and enum"] =
        [
            ("""{"const":1}""", ["+ 1", "+ 1.0", "+ 1e0", "+ 0.1e1", "- 2", "- true", "- \"1\""]),
            ("""{"const":0}""", ["+ 0", "+ -0", "+ 0.0", "+ 0e10", "- false", "- null"]),
            ("""{"const":{"a":[1,{"b":2}],"c":null}}""", ["+ {\"a\":[1,{\"b\":2}],\"c\":null}", "+ {\"c\":null,\"a\":[1.0,{\"b\":2}]}", "- {\"a\":[1,{\"b\":2}]}", "- {\"a\":[1,{\"b\":2}],\"c\":null,\"d\":1}", "- {\"a\":[{\"b\":2},1],\"c\":null}"]),
            ("""{"const":"a\u00e9"}""", ["+ \"aé\"", "+ \"\\u0061\\u00E9\"", "- \"ae\""]),
            ("""{"enum":["a","b",1,null,true,[1]]}""", ["+ \"a\"", "+ \"b\"", "+ 1", "+ null", "+ true", "+ [1]", "- false", "- \"c\"", "- [1,1]", "- []", "- 2", "- {}"]),
            ("""{"enum":[12345678901234567890,1e2]}""", ["+ 12345678901234567890", "- 12345678901234567891", "+ 100", "+ 1.00e2", "- 1e3"]),
            ("""{"const":[]}""", ["+ []", "- [[]]", "- {}"]),
            ("""{"enum":[]}""", ["- 1", "- null"]),
        ],
        ["numbers"] =
        [
            ("""{"minimum":1.1}""", ["+ 1.1", "+ 1.10", "+ 2", "- 1.0999999999999999999999", "- -5", "+ \"x\""]),
            ("""{"maximum":3}""", ["+ 3.0", "- 3.0000000000000000000000001", "+ -1e400", "- 1e400"]),
            ("""{"exclusiveMinimum":0}""", ["- 0", "- -0.0", "+ 1e-400", "- -1e-400"]),
            ("""{"exclusiveMaximum":18446744073709551616}""", ["+ 18446744073709551615", "- 18446744073709551616", "- 18446744073709551616.0"]),
            ("""{"minimum":-1e3,"maximum":1e3}""", ["+ -1000", "+ 1000.0", "- 1000.1", "- -1000.1"]),
            ("""{"multipleOf":0.01}""", ["+ 0.07", "+ 1.15", "+ 19.99", "- 0.001", "+ 0", "+ 1e300", "- 1.155"]),
            ("""{"multipleOf":3}""", ["+ 9", "+ -9", "+ 9.0", "- 10", "- 4.5", "+ 3e500", "- 1e500"]),
            ("""{"multipleOf":1e-8}""", ["+ 12391239123", "+ 0.00000001", "- 0.000000001"]),
            ("""{"multipleOf":123456789012345678901234567890}""", ["+ 123456789012345678901234567890", "+ 246913578024691357802469135780", "- 123456789012345678901234567891", "+ 0"]),
            ("""{"multipleOf":7e2}""", ["+ 1400", "- 70", "+ 7e3", "+ 7e2"]),
        ],
        ["strings"] =
        [
            ("""{"minLength":2,"maxLength":3}""", ["- \"a\"", "+ \"ab\"", "+ \"äöü\"", "- \"abcd\"", "+ \"😀😀\"", "- \"😀\"", "+ \"\\ud83d\\ude00\\u0041\"", "- \"\\ud83d\\ude00\"", "+ 1"]),
            ("""{"maxLength":2.0}""", ["+ \"ab\"", "- \"abc\""]),
            ("""{"pattern":"^[a-z]+$"}""", ["+ \"abc\"", "- \"\"", "- \"abc\\n\"", "- \"aBc\"", "+ \"\\u0061\"", "+ 5"]),
            ("""{"pattern":"b"}""", ["+ \"abc\"", "+ \"b\"", "- \"ac\"", "- \"\""]),
            ("""{"pattern":"^(foo|bar)?$"}""", ["+ \"\"", "+ \"foo\"", "+ \"bar\"", "- \"foobar\"", "- \"fo\""]),
            ("""{"pattern":"^.$"}""", ["+ \"😀\"", "+ \"ä\"", "- \"\\n\"", "- \"ab\"", "- \"\\u2028\""]),
            ("""{"pattern":"^(?=.*[a-z])(?=.*\\d)(?!.*\\s).{4,}$"}""", ["+ \"abc1\"", "- \"abcd\"", "- \"1234\"", "- \"ab1\"", "- \"ab 12\""]),
            ("""{"pattern":"\\bcat\\b"}""", ["+ \"a cat sat\"", "+ \"cat\"", "- \"concat\"", "+ \"é cat\"", "+ \"écat\""]),
        ],
        ["objects"] =
        [
            ("""{"properties":{"a":{"type":"integer"},"b":{"type":"string"}}}""", ["+ {}", "+ {\"a\":1,\"b\":\"x\"}", "+ {\"b\":\"x\",\"a\":1}", "- {\"a\":\"1\"}", "- {\"c\":0,\"b\":1}", "+ {\"\\u0061\":1}", "- {\"\\u0061\":null}", "+ []"]),
            ("""{"required":["a","b"]}""", ["+ {\"b\":1,\"a\":2}", "- {\"a\":1}", "- {}", "+ 3", "+ {\"a\":null,\"b\":null,\"c\":0}"]),
            ("""{"properties":{"a":true},"additionalProperties":false}""", ["+ {\"a\":1}", "- {\"a\":1,\"b\":2}", "- {\"b\":{}}", "+ {}"]),
            ("""{"patternProperties":{"^x-":{"type":"integer"}},"additionalProperties":{"type":"boolean"}}""", ["+ {\"x-a\":1}", "- {\"x-a\":true}", "+ {\"y\":true}", "- {\"y\":1}", "+ {}"]),
            ("""{"properties":{"ab":{"minimum":5}},"patternProperties":{"a":{"maximum":7},"b":{"type":"integer"}}}""", ["+ {\"ab\":6}", "- {\"ab\":8}", "- {\"ab\":4}", "- {\"ab\":6.5}", "+ {\"a\":6.5}"]),
            ("""{"propertyNames":{"pattern":"^[a-z]+$","maxLength":3}}""", ["+ {\"abc\":1}", "- {\"abcd\":1}", "- {\"A\":1}", "+ {}", "- {\"\":1}"]),
            ("""{"minProperties":1,"maxProperties":2}""", ["- {}", "+ {\"a\":1}", "+ {\"a\":1,\"b\":2}", "- {\"a\":1,\"b\":2,\"c\":3}"]),
            ("""{"dependentRequired":{"card":["cvc","expiry"]}}""", ["+ {}", "+ {\"cvc\":1}", "- {\"card\":1}", "- {\"card\":1,\"cvc\":1}", "+ {\"expiry\":1,\"card\":1,\"cvc\":1}"]),
            ("""{"dependentSchemas":{"a":{"required":["b"],"properties":{"b":{"type":"string"}}}}}""", ["+ {\"b\":1}", "- {\"a\":1}", "- {\"a\":1,\"b\":1}", "+ {\"a\":1,\"b\":\"x\"}"]),
            ("""{"properties":{"a":false}}""", ["+ {}", "- {\"a\":1}"]),
        ],
        ["arrays"] =
        [
            ("""{"items":{"type":"integer"}}""", ["+ []", "+ [1,2]", "- [1,\"2\"]", "+ {}"]),
            ("""{"prefixItems":[{"type":"string"},{"type":"integer"}],"items":false}""", ["+ []", "+ [\"a\"]", "+ [\"a\",1]", "- [\"a\",1,2]", "- [1]"]),
            ("""{"minItems":1,"maxItems":2}""", ["- []", "+ [1]", "+ [1,2]", "- [1,2,3]"]),
            ("""{"contains":{"const":5}}""", ["+ [1,5]", "- [1]", "- []", "+ {}"]),
            ("""{"contains":{"type":"integer"},"minContains":2,"maxContains":3}""", ["- [1]", "+ [1,\"a\",2]", "+ [1,2,3]", "- [1,2,3,4]"]),
            ("""{"contains":{"type":"integer"},"minContains":0}""", ["+ []", "+ [\"a\"]"]),
            ("""{"uniqueItems":true}""", ["+ []", "+ [1]", "+ [1,2]", "- [1,1.0]", "- [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,1e0]", "+ [1,true,\"1\",[1],{\"a\":1}]", "- [{\"a\":1,\"b\":2},{\"b\":2.0,\"a\":1}]", "- [\"a\",\"\\u0061\"]", "+ [[1,2],[2,1]]", "- [[],[]]", "- [null,null]", "+ [false,0,null]"]),
        ],
        ["composition"] =
        [
            ("""{"allOf":[{"minimum":2},{"maximum":4}]}""", ["+ 3", "- 1", "- 5", "+ \"x\""]),
            ("""{"anyOf":[{"type":"string","maxLength":2},{"type":"integer"}]}""", ["+ \"ab\"", "- \"abc\"", "+ 3", "- 3.5"]),
            ("""{"oneOf":[{"multipleOf":2},{"multipleOf":3}]}""", ["+ 2", "+ 3", "- 6", "- 5"]),
            ("""{"not":{"required":["a"]}}""", ["+ {}", "- {\"a\":1}", "- 1"]),
            ("""{"if":{"properties":{"k":{"const":"a"}},"required":["k"]},"then":{"required":["x"]},"else":{"required":["y"]}}""", ["+ {\"k\":\"a\",\"x\":1}", "- {\"k\":\"a\",\"y\":1}", "+ {\"k\":\"b\",\"y\":1}", "- {\"k\":\"b\"}"]),
            ("""{"if":{"type":"string"}}""", ["+ 1", "+ \"a\""]),
            ("""{"properties":{"a":{"type":"integer"}},"allOf":[{"properties":{"b":{"type":"string"}},"required":["b"]}],"additionalProperties":false}""", ["- {\"a\":1,\"b\":\"x\"}", "- {\"a\":1}", "- {\"b\":\"x\"}"]),
            ("""{"not":{"not":{"type":"string"}}}""", ["+ \"a\"", "- 1"]),
        ],
        ["unevaluated"] =
        [
            ("""{"allOf":[{"properties":{"a":true}}],"properties":{"b":true},"unevaluatedProperties":false}""", ["+ {\"a\":1,\"b\":2}", "- {\"a\":1,\"b\":2,\"c\":3}", "+ {}", "+ 1"]),
            ("""{"anyOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":true},"required":["b"]}],"unevaluatedProperties":{"type":"boolean"}}""", ["+ {\"a\":\"x\"}", "+ {\"a\":\"x\",\"b\":2}", "- {\"a\":1,\"b\":2}", "+ {\"a\":true,\"b\":2}", "+ {\"b\":1,\"c\":true}", "- {\"b\":1,\"c\":1}"]),
            ("""{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":true}},"unevaluatedProperties":false}""", ["+ {\"a\":1,\"b\":2}", "- {\"a\":2}", "- {\"a\":1,\"c\":2}"]),
            ("""{"prefixItems":[true],"contains":{"type":"string"},"unevaluatedItems":{"type":"integer"}}""", ["+ [null,\"a\",1]", "- [null,\"a\",null]", "- [1]"]),
            ("""{"oneOf":[{"prefixItems":[{"const":1},true]},{"prefixItems":[{"const":2}]}],"unevaluatedItems":false}""", ["+ [1,9]", "+ [2]", "- [2,9]", "- [1,9,9]"]),
            ("""{"properties":{"a":{"unevaluatedProperties":false,"properties":{"x":true}}},"unevaluatedProperties":false}""", ["+ {\"a\":{\"x\":1}}", "- {\"a\":{\"y\":1}}", "- {\"b\":1}"]),
            ("""{"not":{"not":{"properties":{"a":true},"required":["a"]}},"unevaluatedProperties":false}""", ["- {\"a\":1}", "- {}"]),
        ],
        ["references"] =
        [
            ("""{"$ref":"#/$defs/n","$defs":{"n":{"type":"integer"}}}""", ["+ 1", "- \"a\""]),
            ("""{"$ref":"#n","$defs":{"x":{"$anchor":"n","type":"integer"}}}""", ["+ 1", "- \"a\""]),
            ("""{"type":"object","properties":{"next":{"$ref":"#"},"v":{"type":"integer"}},"required":["v"]}""", ["+ {\"v\":1}", "+ {\"v\":1,\"next\":{\"v\":2}}", "- {\"v\":1,\"next\":{}}", "- {\"v\":1,\"next\":{\"v\":1,\"next\":{\"v\":\"\"}}}"]),
            ("""{"$ref":"#/$defs/a~1b~0c%25","$defs":{"a/b~c%":{"type":"integer"}}}""", ["+ 1", "- \"a\""]),
            ("""{"$id":"http://example.com/root.json","$ref":"item.json","$defs":{"i":{"$id":"item.json","type":"integer"}}}""", ["+ 1", "- \"a\""]),
            ("""{"$ref":"https://json-schema.org/draft/2020-12/schema"}""", ["+ {\"type\":\"string\"}", "- {\"type\":\"text\"}", "- {\"minLength\":-1}", "+ true", "- {\"properties\":{\"a\":{\"allOf\":[]}}}"]),
            ("""{"$ref":"http://json-schema.org/draft-07/schema#"}""", ["+ {\"type\":\"string\"}", "- {\"type\":\"text\"}", "- {\"items\":[1]}"]),
        ],
    };
}
