using System.Reflection;

namespace LlmGateway.Constructs.Compatibility;

/// <summary>
/// Reaches CDK members by name. Minor releases of the CDK change the signatures of these members in .NET (<c>IKey</c> became <c>IKeyRef</c>,
/// <c>string</c> became <c>object</c>, optional arguments were added), and a compiled reference to an old signature fails at run time.
/// </summary>
internal static class CdkMember
{
    /// <summary>Sets <paramref name="property"/> of <paramref name="target"/>, whatever type the loaded CDK gives it.</summary>
    /// <returns><paramref name="target"/>, so that calls follow an initializer.</returns>
    /// <exception cref="CdkMemberException">The loaded CDK has no such property, or gives it a type that does not take the value.</exception>
    public static T Set<T>(this T target, string property, object? value) where T : class
    {
        var found = typeof(T).GetProperty(property) ?? throw CdkMemberException.Of(typeof(T), property);
        if (value is not null && !found.PropertyType.IsInstanceOfType(value)) throw CdkMemberException.Of(typeof(T), property);
        found.SetValue(target, value);
        return target;
    }

    /// <summary>Whether the loaded CDK has the property: newer ones replace deprecated properties.</summary>
    public static bool Has<T>(string property) => typeof(T).GetProperty(property) is not null;

    /// <summary>Reads <paramref name="property"/> of <paramref name="target"/>.</summary>
    /// <exception cref="CdkMemberException">The loaded CDK has no such property.</exception>
    public static object? Get<T>(this T target, string property) where T : class =>
        (typeof(T).GetProperty(property) ?? throw CdkMemberException.Of(typeof(T), property)).GetValue(target);

    /// <summary>Calls the method <paramref name="name"/> of <paramref name="target"/>; optional arguments that a newer CDK added stay out.</summary>
    /// <exception cref="CdkMemberException">The loaded CDK has no method of that name that takes the arguments.</exception>
    public static object? Call<T>(this T target, string name, params object[] arguments) where T : class
    {
        var (method, all) = Fitting(typeof(T), name, BindingFlags.Instance, arguments);
        return method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, all, culture: null);
    }

    /// <summary>Calls the static method <paramref name="name"/> of <typeparamref name="T"/>.</summary>
    /// <exception cref="CdkMemberException">The loaded CDK has no method of that name that takes the arguments.</exception>
    public static TResult CallStatic<T, TResult>(string name, params object[] arguments)
    {
        var (method, all) = Fitting(typeof(T), name, BindingFlags.Static, arguments);
        return (TResult)method.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, all, culture: null)!;
    }

    /// <summary>Makes a <typeparamref name="T"/> by the constructor that takes <paramref name="arguments"/>.</summary>
    /// <exception cref="CdkMemberException">The loaded CDK has no such constructor.</exception>
    public static T New<T>(params object[] arguments)
    {
        var constructor = typeof(T).GetConstructors().Where(each => Takes(each, arguments)).MinBy(each => each.GetParameters().Length)
            ?? throw CdkMemberException.Of(typeof(T), "its constructor");
        return (T)constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, Filled(constructor, arguments), culture: null);
    }

    /// <summary>The enum member <paramref name="name"/>: compiled numbers move when a newer CDK inserts a member before it.</summary>
    /// <exception cref="CdkMemberException">The loaded CDK has no member of that name.</exception>
    public static T Named<T>(string name) where T : struct, Enum => Enum.TryParse<T>(name, out var value) ? value : throw CdkMemberException.Of(typeof(T), name);

    private static (MethodInfo Method, object?[] Arguments) Fitting(Type type, string name, BindingFlags kind, object[] arguments)
    {
        var method = type.GetMethods(BindingFlags.Public | BindingFlags.FlattenHierarchy | kind)
            .Where(each => each.Name == name && !each.IsGenericMethod && Takes(each, arguments))
            .MinBy(each => each.GetParameters().Length) ?? throw CdkMemberException.Of(type, name);
        return (method, Filled(method, arguments));
    }

    private static bool Takes(MethodBase method, object[] arguments)
    {
        var parameters = method.GetParameters();
        return parameters.Length >= arguments.Length
            && parameters.Take(arguments.Length).Zip(arguments).All(pair => pair.First.ParameterType.IsInstanceOfType(pair.Second))
            && parameters.Skip(arguments.Length).All(parameter => parameter.IsOptional);
    }

    private static object?[] Filled(MethodBase method, object[] arguments) =>
        [.. arguments, .. method.GetParameters().Skip(arguments.Length).Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : null)];
}
