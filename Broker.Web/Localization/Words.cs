namespace Broker.Web.Localization;

/// <summary>Names the resource files that hold every text of the console: Words.resx and Words.zh-Hans.resx beside this file.</summary>
public sealed class Words;
