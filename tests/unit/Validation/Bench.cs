using System.Text;
using Gateway.Policies.Validation.Documents;

namespace Gateway.UnitTests.Validation;

/// <summary>Texts as documents.</summary>
internal static class Bench
{
    public static (SourceNode? Root, SourceFindings Findings) Json(string text)
    {
        var findings = new SourceFindings();
        return (JsonSource.Read(Encoding.UTF8.GetBytes(text), "a.json", findings), findings);
    }

    public static (SourceNode? Root, SourceFindings Findings) Yaml(string text)
    {
        var findings = new SourceFindings();
        return (YamlSource.Read(Encoding.UTF8.GetBytes(text), "a.yaml", findings), findings);
    }

    /// <summary>The JSON that a YAML text stands for.</summary>
    public static string JsonOfYaml(string text)
    {
        var (root, findings) = Yaml(text);
        Assert.Empty(findings.Items);
        return Encoding.UTF8.GetString(SourceJson.Write(root!).Span);
    }
}
