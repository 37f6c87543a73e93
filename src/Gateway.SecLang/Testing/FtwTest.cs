namespace Gateway.SecLang.Testing;

/// <summary>One test of a go-ftw file: requests, and what each must and must not cause.</summary>
internal sealed record FtwTest(string Name, string Description, bool Enabled, IReadOnlyList<FtwStage> Stages)
{
    /// <summary>
    /// Reads a parsed file, in the form of CRS 4 (<c>rule_id</c>, <c>test_id</c>, <c>log: expect_ids</c>) or of CRS 3 (<c>test_title</c>, <c>stage:</c>, <c>log_contains</c>).
    /// A file without tests is an error, lest a folder of other files pass.
    /// </summary>
    public static List<FtwTest> Read(object? document, string file)
    {
        var root = FtwMapping.From(document) ?? throw new FormatException($"{file}: found no mapping; a go-ftw file is a mapping with tests.");
        var tests = new List<FtwTest>();
        var enabled = root.Mapping("meta").Flag("enabled") ?? true;
        var rule = root.Text("rule_id") ?? Path.GetFileNameWithoutExtension(file);
        foreach (var test in root.Mappings("tests"))
        {
            var name = test.Text("test_title") ?? $"{rule}-{test.Text("test_id")}";
            var stages = new List<FtwStage>();
            foreach (var stage in test.Mappings("stages")) stages.Add(FtwStage.Read(stage.Has("input") ? stage : stage.Mapping("stage")));
            if (stages.Count == 0) throw new FormatException($"{file}: test {name} has no stages; a test has at least one with input and output.");
            tests.Add(new FtwTest(name, test.Text("desc") ?? "", enabled, stages));
        }

        return tests.Count > 0 ? tests : throw new FormatException($"{file}: found no tests; a go-ftw file has a sequence named tests.");
    }

    public override string ToString() => Name;
}
