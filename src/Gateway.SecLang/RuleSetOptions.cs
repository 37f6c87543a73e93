using Gateway.SecLang.Parsing;

namespace Gateway.SecLang;

/// <summary>What to load and how to read it.</summary>
internal sealed class RuleSetOptions
{
    /// <summary>Files, patterns with <c>*</c>, or folders, read in this order.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Whether <see cref="RecommendedRules"/> come first. A rule of the same id takes the place of one of them.</summary>
    public bool Recommended { get; init; } = true;

    /// <summary>Directives read before the files, such as settings.</summary>
    public string Before { get; init; } = "";

    /// <summary>Directives read after the files, such as exclusions.</summary>
    public string After { get; init; } = "";

    /// <summary>The folder that relative paths start from.</summary>
    public string Folder { get; init; } = "";

    public BackslashReading Backslashes { get; init; } = BackslashReading.Auto;

    /// <summary>TX variables whose value is fixed: rules that set them by a constant name do not.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the shared scan is used and rules that cannot be reached are left out. Off, every operator looks at every value: the same matches, slowly.</summary>
    public bool Optimized { get; init; } = true;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
