using System.Collections;

namespace Gateway.Policies.Configuration.Binding;

/// <summary>Binds an array; an element that is wrong is reported and left out.</summary>
internal static class ListBinding
{
    public static bool Bind(ValueShape shape, ConfigArray node, MemberRules rules, BindingContext context, out object? value)
    {
        var element = shape.Type.IsArray ? shape.Type.GetElementType()! : shape.Type.GetGenericArguments()[0];
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        // Arrays replace when fragments are merged: what stands in one is complete.
        var elements = context with { Partial = false };
        foreach (var item in node.Items)
            if (ValueBinding.TryBind(shape.Element!, item, rules, elements, out var bound)) list.Add(bound);

        if (rules.Count is { } count && (node.Items.Count < count.Minimum || node.Items.Count > count.Maximum))
            context.Errors.Add(ConfigErrorCode.OutOfRange, node, $"{node.Items.Count} elements", Words.Count(count));

        value = list;
        if (!shape.Type.IsArray) return true;
        var array = Array.CreateInstance(element, list.Count);
        list.CopyTo(array, 0);
        value = array;
        return true;
    }
}
