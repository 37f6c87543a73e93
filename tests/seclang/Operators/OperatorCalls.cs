using System.Text;
using Gateway.SecLang.Operators;

namespace Gateway.SecLang.Tests.Operators;

/// <summary>How tests build and ask an operator: text as Latin-1, files from memory.</summary>
internal static class OperatorCalls
{
    public static OperatorOutcome Create(string name, string argument, params (string Path, string Text)[] files) =>
        OperatorCatalog.Create(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(argument), new MemoryFiles(files))
        ?? throw new ArgumentException("no operator " + name, nameof(name));

    public static bool Matches(string name, string argument, string value) => Find(name, argument, value) is not null;

    /// <summary>Null for no match, else what was found.</summary>
    public static string? Find(string name, string argument, string value, params (string Path, string Text)[] files)
    {
        var outcome = Create(name, argument, files);
        Assert.Null(outcome.Error);
        var expanded = outcome.Operator!.ReadsArgument ? Encoding.Latin1.GetBytes(argument) : [];
        if (!outcome.Operator.IsMatch(expanded, Encoding.Latin1.GetBytes(value), out var found)) return null;
        return found.IsNone ? "" : value.Substring(found.Start, found.Length);
    }

    private sealed class MemoryFiles((string Path, string Text)[] files) : OperatorFiles
    {
        public override byte[]? Read(string path, out string? error)
        {
            foreach (var file in files)
            {
                if (file.Path != path) continue;
                error = null;
                return Encoding.Latin1.GetBytes(file.Text);
            }

            error = $"'{path}' is not there";
            return null;
        }
    }
}
