namespace Gateway.JsonSchema.Nodes;

/// <summary>Types of JSON values as a schema names them. Every number is a Number; Integer says that it must have no fraction.</summary>
[Flags]
internal enum ValueKinds : byte
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    String = 16,
    Number = 32,
    Integer = 64,
    All = Null | Boolean | Object | Array | String | Number | Integer,
}
