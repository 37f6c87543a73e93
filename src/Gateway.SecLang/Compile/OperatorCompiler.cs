using System.Text;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;
using Gateway.SecLang.Operators;
using Gateway.SecLang.Parsing;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Compile;

/// <summary>Builds operators; equal patterns and equal lists are built once.</summary>
internal sealed class OperatorCompiler(MacroParser macros, DfaBudget automata, Diagnostics diagnostics)
{
    private readonly Dictionary<string, RegexOperator> _patterns = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, string Argument, string Folder), LinkOperator> _others = [];

    /// <summary>The lists that operators read.</summary>
    public List<string> Files { get; } = [];

    public LinkOperator? Compile(OperatorDraft draft)
    {
        switch (draft.Name.ToUpperInvariant())
        {
            case "RX" or "RXGLOBAL":
                // ModSecurity 3's @rxGlobal matches where @rx does; it differs in what it captures.
                var global = draft.Name.Length > 2;
                if (MacroParser.HasMacro(draft.Argument)) return new MacroRegexOperator(macros.Parse(draft.Argument, draft.Position), global);
                return Pattern(draft) is { } pattern ? global ? new RegexOperator(pattern.Regex, global) : pattern : null;
            case "DETECTSQLI":
                return new SqlInjectionOperator();
            case "DETECTXSS":
                return new XssOperator();
            case "UNCONDITIONALMATCH":
                return new UnconditionalOperator();
            default:
                return Other(draft);
        }
    }

    private RegexOperator? Pattern(OperatorDraft draft)
    {
        if (_patterns.TryGetValue(draft.Argument, out var known)) return known;
        try
        {
            var regex = ByteRegex.Compile(Encoding.Latin1.GetBytes(draft.Argument), RegexFlags.None);
            regex.Share(automata);
            return _patterns[draft.Argument] = new RegexOperator(regex);
        }
        catch (PcreSyntaxException e)
        {
            diagnostics.Error(draft.Position, $"@{draft.Name} has a pattern that is not valid: {e.Message}");
            return null;
        }
    }

    private LinkOperator? Other(OperatorDraft draft)
    {
        var key = (draft.Name.ToUpperInvariant(), draft.Argument, draft.Folder);
        if (_others.TryGetValue(key, out var known)) return known;
        var outcome = OperatorCatalog.Create(Encoding.Latin1.GetBytes(draft.Name), Encoding.Latin1.GetBytes(draft.Argument), new FolderFiles(draft.Folder, Files));
        if (outcome?.Warning is { } warning) diagnostics.WarnOnce(draft.Position, $"@{draft.Name} {warning}");
        if (outcome?.Operator is not { } inner)
        {
            diagnostics.Error(draft.Position, outcome is null ? $"@{draft.Name} is not the name of an operator that is supported here." : $"@{draft.Name}: {outcome.Error}");
            return null;
        }

        if (inner is VerifyNumber number) number.Regex.Share(automata);
        var argument = inner.ReadsArgument ? macros.Parse(draft.Argument, draft.Position) : MacroTemplate.Empty;
        return _others[key] = new CatalogOperator(inner, argument);
    }

    private sealed class FolderFiles(string folder, List<string> files) : OperatorFiles
    {
        /// <summary>Word lists and address lists are smaller by far.</summary>
        private const long MaxBytes = 64 * 1024 * 1024;

        public override byte[]? Read(string path, out string? error)
        {
            try
            {
                error = null;
                var full = Path.GetFullPath(path, folder.Length == 0 ? Environment.CurrentDirectory : Path.GetFullPath(folder));
                files.Add(full);
                if (new FileInfo(full).Length <= MaxBytes) return File.ReadAllBytes(full);
                error = $"{full} is larger than {MaxBytes} bytes";
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                error = e.Message;
            }

            return null;
        }
    }
}
