"""Small market files in every official layout."""

import gzip
import zipfile

COUNTY_HEADER = (
    '"fipstate","fipscty","naics","emp_nf","emp","qp1_nf","qp1","ap_nf","ap","est","n<5","n5_9",'
    '"n10_19","n20_49","n50_99","n100_249","n250_499","n500_999","n1000","n1000_1","n1000_2",'
    '"n1000_3","n1000_4"'
)
CLASSES = ',"N"' * 13
COUNTY_ROWS = [
    f'"01","001","------","G",11216,"G",97944,"G",424826,924{CLASSES}',
    f'"01","001","11----","G",78,"G",1325,"G",5107,10{CLASSES}',
    f'"01","001","113///","G",68,"H",1213,"G",4563,7{CLASSES}',
    f'"01","001","31----","J",900,"G",1,"H",40000,30{CLASSES}',
    f'"01","999","------","D",0,"D",0,"D",0,12{CLASSES}',
]
OLD_COUNTY_HEADER = (
    "fipstate,fipscty,naics,empflag,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est,n1_4,n5_9,n10_19,n20_49,"
    "n50_99,n100_249,n250_499,n500_999,n1000,n1000_1,n1000_2,n1000_3,n1000_4,censtate,cencty"
)
STATE_HEADER = "fipstate,naics,lfo,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est"
NATION_HEADER = "lfo,naics,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est"
DOWNLOAD_HEADER = (
    '\ufeff"GEO_ID","NAME","NAICS2017","NAICS2017_LABEL","LFO","LFO_LABEL","EMPSZES",'
    '"EMPSZES_LABEL","YEAR","ESTAB","PAYANN","PAYANN_N","PAYQTR1","PAYQTR1_N","EMP","EMP_N",'
)
DOWNLOAD_LABELS = ",".join(["Geographic identifier code", *["x"] * 15]) + ","


def lines(*rows):
    return "\r\n".join(rows) + "\r\n"


def county_file():
    return lines(COUNTY_HEADER, *COUNTY_ROWS)


def download_row(geo="0500000US01001", naics="54", *, size="001", lfo="001", emp="40"):
    cells = [geo, "Somewhere", naics, "Label", lfo, "All", size, "All", "2022"]
    cells += ["12", "900", "G", "200", "G", emp, "H"]
    return ",".join(f'"{cell}"' for cell in cells) + ","


def write(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def zipped(folder, name, members):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    return path


def gzipped(folder, name, data):
    path = folder / name
    with gzip.open(path, "wb") as stream:
        stream.write(data)
    return path


def genuine_county_layout(long_table, path):
    """Write rows of (fips, naics, est, emp, payroll) as the Census Bureau lays out county files."""
    pads = {"2": "----", "3": "///", "4": "//", "5": "/", "6": ""}
    padded = long_table["naics"] + long_table["naics"].str.len().astype(str).map(pads)
    with path.open("w", newline="") as stream:
        stream.write(COUNTY_HEADER + "\r\n")
        for fips, naics, est, emp, payroll in zip(
            long_table["fips"],
            padded,
            long_table["est"],
            long_table["emp"],
            long_table["payann_k"],
            strict=True,
        ):
            stream.write(
                f'"{fips[:2]}","{fips[2:]}","{naics}","G",{emp},"G",0,"G",{payroll},{est}{CLASSES}\r\n'
            )
