namespace Gateway.SecLang.Operators;

/// <summary>Where operators with a file argument read: paths are relative to the folder of the rule file that names them.</summary>
internal abstract class OperatorFiles
{
    /// <summary>The bytes of the file, or null and what to tell the operator of the gateway.</summary>
    public abstract byte[]? Read(string path, out string? error);
}
