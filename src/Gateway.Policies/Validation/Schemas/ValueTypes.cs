namespace Gateway.Policies.Validation.Schemas;

/// <summary>The JSON types that a schema may let through.</summary>
[Flags]
internal enum ValueTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    Text = 8,
    Array = 16,
    Object = 32,
    Any = Null | Boolean | Number | Text | Array | Object,
}
