namespace Gateway.Policies.Configuration.Reading;

/// <summary>What reading a configuration gave.</summary>
/// <param name="Root">The merged tree without "$schema" and "Include"; null when a file could not be read or is not JSON.</param>
/// <param name="Files">Full paths of every file that was asked for, in order, also when one was unreadable: what a watcher watches.</param>
/// <param name="Directories">Full paths of the directories in which an include pattern looked for files.</param>
internal sealed record ConfigDocument(ConfigObject? Root, IReadOnlyList<string> Files, IReadOnlyList<string> Directories);
