namespace Gateway.SecLang.Model;

/// <summary>What matching rules may do.</summary>
public enum EngineMode
{
    /// <summary>Rules run and disruptive actions take effect.</summary>
    On,

    /// <summary>Rules run; what they would have done is only told.</summary>
    DetectionOnly,

    /// <summary>No rule runs.</summary>
    Off,
}

/// <summary>Controls that are on or off.</summary>
internal enum ControlSwitch : byte
{
    RequestBodyAccess,
    ForceRequestBodyVariable,
}
